/** Which process receives for a bot: exactly one, and another one as soon as that is gone. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createSealer,
  ensureDefaultSpace,
  findTelegramBots,
  locksName,
  secretContext,
} from '../../src/store/store.ts';
import { type RunningBots, runBots } from '../../src/telegram/telegram.ts';
import { eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const token = '4242:AAabcdefghijklmnopqrstuvwxyz_0123456789';
const sealer = createSealer('a secret of at least sixteen characters');

/** As much of a Bot API server as polling takes: a queue, its offset, one poller at a time. */
class Telegram {
  readonly server: Server;
  /** Methods called, with their bodies. */
  readonly calls: { method: string; token: string; body: Record<string, unknown> }[] = [];
  /** Who was taken in after whom: several at once would show as a conflict. */
  conflicts = 0;
  tokens = new Set([token]);
  webhook = '';
  /** Methods that are answered as a server does that has never heard of them. */
  readonly unknown = new Map<string, (response: ServerResponse) => void>();
  private queue: { update_id: number }[] = [];
  private waiting: ServerResponse | null = null;
  private number = 100;

  constructor() {
    this.server = createServer((request, response) => {
      const [, given = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
      request.on('end', () =>
        this.answer(given, method, z.looseObject({}).parse(JSON.parse(text || '{}')), response),
      );
      response.on('close', () => {
        if (this.waiting === response) this.waiting = null;
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  says(...texts: string[]): void {
    for (const text of texts) {
      const from = { id: 7, is_bot: false, first_name: 'Ann' };
      const message = {
        message_id: this.number,
        date: 1,
        chat: { id: 7, type: 'private', first_name: 'Ann' },
        from,
        text,
      };
      this.queue.push(Object.assign({ update_id: this.number }, { message }));
      this.number += 1;
    }
    this.serve();
  }

  restartsNumbersAt(number: number): void {
    this.number = number;
  }

  polled(): boolean {
    return this.waiting !== null;
  }

  unconfirmed(): number {
    return this.queue.length;
  }

  private answer(
    given: string,
    method: string,
    body: Record<string, unknown>,
    response: ServerResponse,
  ): void {
    this.calls.push({ method, token: given, body });
    if (!this.tokens.has(given)) return refuse(response, 401, 'Unauthorized');
    const lacking = this.unknown.get(method);
    if (lacking) return lacking(response);
    const simple: Record<string, unknown> = {
      getMe: { id: 4242, is_bot: true, first_name: 'Leo', username: 'leo_bot' },
      getWebhookInfo: { url: this.webhook, pending_update_count: this.queue.length },
    };
    if (method in simple) return succeed(response, simple[method]);
    if (method === 'deleteWebhook') this.webhook = '';
    if (method !== 'getUpdates') return succeed(response, true);
    if (this.webhook)
      return refuse(response, 409, "Conflict: can't use getUpdates method while webhook is active");
    if (this.waiting) {
      this.conflicts += 1;
      refuse(this.waiting, 409, 'Conflict: terminated by other getUpdates request');
    }
    const { offset } = body;
    if (typeof offset === 'number') this.queue = this.queue.filter(({ update_id: id }) => id >= offset);
    this.waiting = response;
    this.serve();
  }

  private serve(): void {
    if (!this.waiting || this.queue.length === 0) return;
    const waiting = this.waiting;
    this.waiting = null;
    succeed(waiting, this.queue.slice(0, 100));
  }
}

const succeed = (response: ServerResponse, result: unknown): void => {
  response.end(JSON.stringify({ ok: true, result }));
};

const refuse = (response: ServerResponse, code: number, description: string): void => {
  response.statusCode = code;
  response.end(JSON.stringify({ ok: false, error_code: code, description }));
};

describe('the holder of a bot', () => {
  let test: TestDatabase;
  let telegram: Telegram;
  let root: string;
  let botId: string;
  let processes: RunningBots[];
  let lines: string[];
  /** How far the processes' clock is ahead. */
  let aheadMs: number;

  beforeEach(async () => {
    test = await testDatabase();
    telegram = new Telegram();
    root = await telegram.listen();
    processes = [];
    lines = [];
    aheadMs = 0;
    botId = await addBot('leo', token);
  });
  afterEach(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    telegram.server.closeAllConnections();
    telegram.server.close();
    await test.drop();
  });

  const addBot = async (key: string, secret: string): Promise<string> => {
    const id = randomUUID();
    const { spaceId } = await ensureDefaultSpace(test.database, randomUUID);
    await test.database.query(
      `insert into bot (id, space_id, key, lane, document) values ($1, $2, $3, 3, $4)`,
      [...[id, spaceId, key, JSON.stringify({ key, name: key, channel: 'telegram' })]],
    );
    await setToken(id, secret);
    return id;
  };
  const setToken = async (id: string, secret: string): Promise<void> => {
    await test.database.query(
      `insert into secret (bot_id, place, sealed) values ($1, 'token', $2)
       on conflict (bot_id, place) do update set sealed = excluded.sealed`,
      [id, sealer.seal(secret, secretContext(id, 'token'))],
    );
  };
  const start = (): RunningBots => {
    const bots = runBots(
      {
        ...{ database: test.database, sealer, apiRoot: root, publicUrl: 'http://localhost:3000' },
        now: () => Date.now() + aheadMs,
        log: (level, facts, text) => lines.push(JSON.stringify({ level, ...facts, text })),
        onProblem: (error) => lines.push(String(error)),
        onReceived: () => undefined,
      },
      test.url,
    );
    processes.push(bots);
    return bots;
  };
  const polling = () => eventually('a poll', async () => (telegram.polled() ? true : null));
  const confirmed = () =>
    eventually('that all is confirmed', async () => (telegram.unconfirmed() === 0 ? true : null));
  const received = async (): Promise<string[]> => {
    const rows = await test.database.query<{ payload: string }>('select payload from inbox order by id');
    const shape = z.object({ action: z.object({ text: z.string() }) });
    return rows.map(({ payload }) => shape.parse(JSON.parse(payload)).action.text);
  };
  const bot = async () => (await findTelegramBots(test.database)).find((one) => one.botId === botId);
  const holds = (one: RunningBots) =>
    eventually('that it holds the bot', async () => (one.heldBots().includes(botId) ? true : null));

  it('is one of two processes, and the other one when that stops', async () => {
    const first = start();
    await holds(first);
    await polling();
    const second = start();
    telegram.says('one', 'two');
    await confirmed();
    expect(second.heldBots()).toEqual([]);
    await first.stop();
    await holds(second);
    await polling();
    telegram.says('three');
    await confirmed();
    expect(await received()).toEqual(['one', 'two', 'three']);
    expect(telegram.conflicts).toBe(0);
  });

  it('is another process as soon as its connection with the locks is gone; nothing is lost or doubled', async () => {
    const first = start();
    await holds(first);
    const second = start();
    await polling();
    telegram.says('one');
    await confirmed();
    await test.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
      [locksName],
    );
    telegram.says('two', 'three');
    await eventually('one holder again', async () =>
      first.heldBots().length + second.heldBots().length === 1 ? true : null,
    );
    telegram.says('four');
    await confirmed();
    await polling();
    expect(first.heldBots().length + second.heldBots().length).toBe(1);
    expect(await received()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('confirms only what it has committed, by an offset that it never uses again', async () => {
    await holds(start());
    await polling();
    telegram.says('one', 'two');
    await confirmed();
    // After a week of silence the numbers may begin anywhere: an old offset would destroy these.
    telegram.restartsNumbersAt(5);
    await polling();
    telegram.says('three');
    await confirmed();
    expect(await received()).toEqual(['one', 'two', 'three']);
    const offsets = telegram.calls
      .filter(({ method }) => method === 'getUpdates')
      .map(({ body }) => body.offset);
    expect(offsets[0]).toBeUndefined();
    expect(offsets.filter((offset) => offset !== undefined)).toEqual([102, 6]);
  });

  it('does not confirm what the database did not take, and takes it when it can', async () => {
    await holds(start());
    await polling();
    await test.database.query('alter table update_seen rename to update_seen_away');
    telegram.says('one');
    await eventually('a problem', async () =>
      lines.some((line) => line.includes('update_seen')) ? true : null,
    );
    expect(telegram.unconfirmed()).toBe(1);
    await test.database.query('alter table update_seen_away rename to update_seen');
    await confirmed();
    expect(await received()).toEqual(['one']);
  });

  it('stops a bot of which Telegram refuses the token, and begins anew with another token', async () => {
    const bots = start();
    await holds(bots);
    await polling();
    telegram.tokens.clear();
    bots.onRefusedToken(botId, 'Unauthorized');
    expect(bots.heldBots()).toEqual([]);
    expect(await bots.apiOf(botId)).toBeNull();
    await eventually('the alarm', async () => ((await bot())?.alarm?.code === 'tokenRefused' ? true : null));
    expect(await bot()).toMatchObject({ state: 'stopped', receives: 'none' });
    expect(telegram.polled()).toBe(false);
    const another = '4242:BBabcdefghijklmnopqrstuvwxyz_0123456789';
    telegram.tokens.add(another);
    await setToken(botId, another);
    bots.renew();
    await holds(bots);
    await eventually('no alarm', async () => ((await bot())?.alarm === null ? true : null));
    expect(await bot()).toMatchObject({ state: 'running', receives: 'polling', tokenHint: '6789' });
    expect(lines.join('\n')).not.toContain('abcdefghijklmnopqrstuvwxyz');
  });

  it('takes every update of another Telegram bot than before, whatever numbers that gives them', async () => {
    await test.database.query('insert into telegram_bot (bot_id, telegram_id) values ($1, 4343)', [botId]);
    await test.database.query('insert into update_seen (bot_id, update_id) values ($1, 100)', [botId]);
    telegram.says('one');
    await holds(start());
    await eventually('the update', async () => ((await received()).length > 0 ? true : null));
    expect(await received()).toEqual(['one']);
  });

  it('lets go of a bot that has no token any more, and of one that is no Telegram bot any more', async () => {
    const bots = start();
    await holds(bots);
    await test.database.query('delete from secret');
    bots.renew();
    await eventually('that it is let go', async () => (bots.heldBots().length === 0 ? true : null));
    await eventually('that nobody polls', async () => (telegram.polled() ? null : true));
    expect(await bots.apiOf(botId)).toBeNull();
    await setToken(botId, token);
    await holds(start());
  });

  it('leaves a bot alone whose updates go to a webhook of another service', async () => {
    telegram.webhook = 'https://crm.example/hook/secret';
    const bots = start();
    await eventually('the alarm', async () => ((await bot())?.alarm?.code === 'otherWebhook' ? true : null));
    expect(await bot()).toMatchObject({ state: 'otherReceiver', receives: 'none' });
    expect((await bot())?.alarm?.text).toContain('crm.example');
    expect((await bot())?.alarm?.text).not.toContain('secret');
    expect(bots.heldBots()).toEqual([botId]);
    expect(telegram.calls.map(({ method }) => method)).not.toContain('deleteWebhook');
    expect(telegram.calls.map(({ method }) => method)).not.toContain('getUpdates');
  });

  it('lets only one of two bots have the same Telegram bot', async () => {
    const bots = start();
    await holds(bots);
    const twin = await addBot('twin', token);
    bots.renew();
    const known = async () => (await findTelegramBots(test.database)).find((one) => one.botId === twin);
    await eventually('the alarm', async () => ((await known())?.alarm?.code === 'tokenInUse' ? true : null));
    expect(bots.heldBots()).toEqual([botId]);
    expect(telegram.conflicts).toBe(0);
  });

  it('has an alarm while somebody else polls, and none when that has been quiet for a while', async () => {
    await holds(start());
    const steal = async (): Promise<void> => {
      await polling();
      const before = telegram.conflicts;
      const ending = new AbortController();
      void fetch(`${root}/bot${token}/getUpdates`, { method: 'POST', signal: ending.signal }).catch(
        () => undefined,
      );
      await eventually('a conflict', async () => (telegram.conflicts > before ? true : null));
      ending.abort();
      await eventually('that the other one is gone', async () => (telegram.polled() ? null : true));
    };
    await steal();
    await steal();
    await eventually('the alarm', async () => ((await bot())?.alarm?.code === 'otherPoller' ? true : null));
    expect(await bot()).toMatchObject({ state: 'running', receives: 'polling' });
    await polling();
    aheadMs = 60_000;
    telegram.says('one');
    await eventually('no alarm', async () => ((await bot())?.alarm === null ? true : null));
    await confirmed();
    expect(await received()).toEqual(['one']);
  });

  it('receives from a server that knows neither webhooks nor menus, however that says so', async () => {
    const unknowns = [
      (response: ServerResponse) => refuse(response, 404, 'Not Found: method not found'),
      (response: ServerResponse) => response.writeHead(500).end('<pre>not supported</pre>'),
    ];
    for (const unknown of unknowns) {
      for (const method of ['getWebhookInfo', 'setWebhook', 'deleteWebhook', 'setMyCommands']) {
        telegram.unknown.set(method, unknown);
      }
      const bots = start();
      await holds(bots);
      await polling();
      telegram.says('one');
      await confirmed();
      expect(await bot()).toMatchObject({ state: 'running', alarm: null });
      await bots.stop();
    }
    expect(await received()).toEqual(['one', 'one']);
  });

  it('never drops what waits at Telegram', async () => {
    telegram.webhook = `http://localhost:3000/api/telegram/${botId}`;
    telegram.says('waited');
    await holds(start());
    await confirmed();
    expect(await received()).toEqual(['waited']);
    expect(JSON.stringify(telegram.calls)).not.toContain('drop_pending_updates');
  });
});
