/** Delivery with carriers that take their time, fail and lose their answers, on a real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LaneJob, LaneReport, WebhookReport } from '../../src/effect/effect.ts';
import { applyFunnel } from '../../src/funnel/funnel.ts';
import { recoverLost } from '../../src/outbox/delivery.ts';
import { type Delivery, startDelivery, type WebhookJob } from '../../src/outbox/outbox.ts';
import type { DialogChange, Signal } from '../../src/signal/signal.ts';
import {
  countBacklog,
  createSealer,
  ensureDefaultSpace,
  insertSignals,
  listDialogs,
  listMessages,
  listRequests,
} from '../../src/store/store.ts';
import { runBatch, type TurnContext } from '../../src/turn/turn.ts';
import { readAnswer, retryDelaySeconds } from '../../src/webhook/webhook.ts';
import { eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const say = (key: string, more = '') =>
  `{ key: ${key}, kind: sendMessage, messages: [{ text: ${key} }], finish: waiting, stay: true${more} }`;
const call = (key: string, more: string) =>
  `{ key: ${key}, kind: sendWebhook, url: "https://x.example/${key}", ok: good, failed: bad, ${more} }`;

const flows = {
  A: `
    - { key: three, kind: sendMessage, messages: [{ text: one }, { text: two }, { text: three }], finish: waiting, stay: true }
    - { key: later, kind: sendMessage, messages: [{ text: now }, { text: later, pauseBefore: 1h }], finish: waiting, stay: true }
    - ${say('single')}
    - ${say('other')}
    - ${call('asks', 'wait: true, save: { answer: $.a }')}
    - ${call('tells', 'finish: waiting')}
    - ${say('good')}
    - ${say('bad')}
  `,
};

let test: TestDatabase;
let spaceId = '';
let botId = '';
let lane = 0;
let turns: TurnContext;
let delivery: Delivery | null = null;
let nextChat = 1;
/** What the messages' carrier was handed, and what it answers: by text, in order. */
let handed: string[] = [];
let reports: Map<string, (() => LaneReport | Promise<LaneReport>)[]>;
/** The same for calls. */
let called: { id: string; url: string }[] = [];
let answers: WebhookReport[] = [];
let problems: unknown[] = [];

beforeAll(async () => {
  test = await testDatabase();
  ({ spaceId } = await ensureDefaultSpace(test.database, randomUUID));
  const { parse } = await import('yaml');
  const applied = await applyFunnel(
    test.database,
    {
      spaceId,
      publicUrl: 'https://crm.example',
      env: {},
      sealer: createSealer('a secret of the test'),
      newId: randomUUID,
    },
    {
      version: 1,
      bots: [
        {
          key: 'tele',
          name: 'Tele',
          channel: 'telegram',
          token: '1:token',
          start: 'A/three',
          flows: Object.entries(flows).map(([key, steps]) => ({ key, steps: parse(steps) })),
        },
      ],
    },
  );
  botId = applied.bots[0]?.id ?? '';
  const [row] = await test.database.query<{ lane: number }>('select lane from bot where id = $1', [botId]);
  lane = row?.lane ?? 0;
  turns = {
    database: test.database,
    now: Date.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    scripts: null,
  };
});
afterAll(() => test?.drop());

beforeEach(() => {
  handed = [];
  reports = new Map();
  called = [];
  answers = [];
  problems = [];
});
afterEach(async () => {
  await delivery?.stop();
  delivery = null;
  await test.database.query('delete from outbox');
  expect(problems).toEqual([]);
});

async function take(signal: Signal): Promise<void> {
  await insertSignals(test.database, [{ lane, payload: JSON.stringify(signal) }]);
  await turn();
}

async function turn(): Promise<void> {
  while ((await countBacklog(test.database)) > 0) await runBatch(turns, lane);
}

/** A lead that has just been put on a step; answers its chat. */
async function leadAt(step: string): Promise<number> {
  const chatId = nextChat++;
  await updateDialog(chatId, { move: { flow: 'A', step } });
  await writes(chatId);
  return chatId;
}

const writes = (
  chatId: number,
  action: Extract<Signal, { kind: 'update' }>['action'] = { did: 'wrote', text: 'hi' },
) => take({ kind: 'update', at: Date.now(), botId, chatId, name: '', username: '', action });

const updateDialog = (chatId: number, change: DialogChange) =>
  take({
    kind: 'webhook',
    at: Date.now(),
    webhookId: 'w',
    botId,
    chatId,
    request: { method: 'GET', url: '', contentType: '', body: '' },
    change,
    newFields: [],
    guards: {},
  });

function start(): void {
  delivery = startDelivery({
    database: test.database,
    now: Date.now,
    laneOf: () => lane,
    clockOffsetOf: () => 0,
    insertSignal: async (connection, signal, to) => {
      await insertSignals(connection, [{ lane: to, payload: JSON.stringify(signal) }]);
    },
    spaceOf: () => spaceId,
    messages: [
      {
        channel: 'telegram',
        instant: false,
        bots: () => [botId],
        send,
        onRefusedToken: () => undefined,
      },
    ],
    webhooks: {
      call: async (job: WebhookJob, id: string) => {
        called.push({ id, url: job.url });
        return answers.shift() ?? report('ok', { body: '{"a":"yes"}', status: 200 });
      },
      retryDelay: (attempts) => retryDelaySeconds(attempts, 0.5),
      readAnswer,
    },
    onDelivered: () => undefined,
    onProblem: (error) => problems.push(error),
  });
}

const sent: LaneReport = { result: 'sent', externalIds: [1] };

async function send(job: LaneJob): Promise<LaneReport> {
  const text = 'text' in job ? job.text : job.call;
  handed.push(`${job.chatId} ${text}`);
  const next = reports.get(text)?.shift();
  return next ? next() : sent;
}

const report = (result: WebhookReport['result'], more: Partial<WebhookReport> = {}): WebhookReport => ({
  ...{ result, status: null, reason: null, body: '', retryAfterSeconds: null, durationMs: 1 },
  ...more,
});

const scripted = (text: string, ...list: (LaneReport | (() => LaneReport | Promise<LaneReport>))[]) =>
  reports.set(
    text,
    list.map((one) => (typeof one === 'function' ? one : () => one)),
  );

const dialogOf = async (chatId: number) => {
  const [dialog] = await listDialogs(
    test.database,
    spaceId,
    { bot: 'tele', chatId },
    { before: null, limit: 1 },
  );
  if (!dialog) throw new Error(`no dialog with ${chatId}`);
  return dialog;
};

async function states(chatId: number): Promise<string[]> {
  const { id } = await dialogOf(chatId);
  const messages = await listMessages(test.database, id, { from: null, limit: 100, order: 'asc' });
  return messages.filter(({ direction }) => direction === 'out').map(({ text, state }) => `${text} ${state}`);
}

type Waiting = { state: string; attempts: number; wait: number };

/** What waits for this dialog, with the seconds until its next attempt. */
async function waiting(chatId: number): Promise<Waiting[]> {
  const { id } = await dialogOf(chatId);
  return test.database.query<Waiting>(
    `select state, attempts, extract(epoch from not_before - now())::float8 as wait from outbox
     where dialog_id = $1 order by signal_id, n`,
    [id],
  );
}

/** Time passes for all that waits. */
const later = () => test.database.query(`update outbox set not_before = now() where state = 'pending'`);

const until = (what: string, look: () => Promise<boolean> | boolean) =>
  eventually(what, async () => ((await look()) ? true : null), 10_000);

const delivered = (chatId: number, ...expected: string[]) =>
  until(`${expected.join(', ')} of ${chatId}`, async () => (await states(chatId)).join() === expected.join());

describe('messages of a dialog', () => {
  it('go out one after the other, while other dialogs go on', async () => {
    let letGo: (report: LaneReport) => void = () => undefined;
    scripted('one', () => new Promise((done) => (letGo = done)));
    const slow = await leadAt('three');
    start();
    await until('the first message', () => handed.includes(`${slow} one`));
    const quick = await leadAt('single');
    await delivered(quick, 'single sent');
    expect(handed).toEqual([`${slow} one`, `${quick} single`]);
    expect(await states(slow)).toEqual(['one pending', 'two pending', 'three pending']);
    letGo(sent);
    await delivered(slow, 'one sent', 'two sent', 'three sent');
    expect(handed.filter((text) => text.startsWith(`${slow} `))).toEqual([
      `${slow} one`,
      `${slow} two`,
      `${slow} three`,
    ]);
  });

  it('keep their order when the first one must be repeated', async () => {
    scripted(
      'one',
      { result: 'retry', reason: '429', retryAfterSeconds: 0.3 },
      { result: 'retry', reason: '502', retryAfterSeconds: 0 },
    );
    const chatId = await leadAt('three');
    start();
    await delivered(chatId, 'one sent', 'two sent', 'three sent');
    expect(handed.map((text) => text.split(' ')[1])).toEqual(['one', 'one', 'one', 'two', 'three']);
  });

  it('wait longer after each attempt that failed, unless they were told how long', async () => {
    const retry = (retryAfterSeconds: number | null): LaneReport => ({
      result: 'retry',
      reason: 'x',
      retryAfterSeconds,
    });
    scripted('single', retry(null), retry(null), retry(60));
    const chatId = await leadAt('single');
    start();
    const waits: number[] = [];
    for (const attempts of [1, 2, 3]) {
      await until(`attempt ${attempts}`, async () => {
        const [row] = await waiting(chatId);
        return row?.state === 'pending' && row.attempts === attempts;
      });
      waits.push(Math.round((await waiting(chatId))[0]?.wait ?? 0));
      await later();
    }
    expect(waits).toEqual([2, 4, 60]);
    await delivered(chatId, 'single sent');
  });

  it('are given up after eight attempts, and an operator must look', async () => {
    scripted('single', { result: 'retry', reason: '502', retryAfterSeconds: null });
    const chatId = await leadAt('single');
    await test.database.query('update outbox set attempts = 7');
    start();
    await delivered(chatId, 'single failed');
    await turn();
    expect(await dialogOf(chatId)).toMatchObject({ status: 'error' });
    expect(await waiting(chatId)).toEqual([]);
  });

  it.each([
    ['blockedByLead', 'blocked'],
    ['cannotWrite', 'stopped'],
    ['failed', 'error'],
  ] as const)('refused as %s make the dialog %s', async (result, status) => {
    scripted('one', { result, reason: 'Forbidden' });
    scripted('two', { result: 'retry', reason: 'not yet', retryAfterSeconds: 60 });
    const chatId = await leadAt('three');
    start();
    await until(
      'the second message',
      async () => (await waiting(chatId))[0]?.attempts === 1 && handed.length === 2,
    );
    await turn();
    expect((await dialogOf(chatId)).status).toBe(status);
    const rest = status === 'error' ? 'pending' : 'cancelled';
    await delivered(chatId, 'one failed', `two ${rest}`, `three ${rest}`);
  });

  it('that were taken back are never sent', async () => {
    const chatId = await leadAt('later');
    start();
    await delivered(chatId, 'now sent', 'later pending');
    await updateDialog(chatId, { move: { flow: 'A', step: 'other' } });
    await delivered(chatId, 'now sent', 'later cancelled', 'other sent');
    await later();
    await updateDialog(chatId, { move: { flow: 'A', step: 'single' } });
    await delivered(chatId, 'now sent', 'later cancelled', 'other sent', 'single sent');
    expect(handed).toEqual([`${chatId} now`, `${chatId} other`, `${chatId} single`]);
  });

  it('that a carrier has in hand cannot be taken back', async () => {
    let letGo: (report: LaneReport) => void = () => undefined;
    scripted('one', () => new Promise((done) => (letGo = done)));
    const chatId = await leadAt('three');
    start();
    await until('the first message', () => handed.length === 1);
    await updateDialog(chatId, { move: { flow: 'A', step: 'other' } });
    letGo(sent);
    await delivered(chatId, 'one sent', 'two cancelled', 'three cancelled', 'other sent');
    expect(handed).toEqual([`${chatId} one`, `${chatId} other`]);
  });
});

describe('a message that was taken back while a carrier had it in hand', () => {
  const takenBack = async (report: LaneReport) => {
    let letGo: (report: LaneReport) => void = () => undefined;
    scripted('single', () => new Promise((done) => (letGo = done)));
    const chatId = await leadAt('single');
    if (!delivery) start();
    const mine = (): string[] => handed.filter((text) => text.startsWith(`${chatId} `));
    await until('the message', () => mine().length === 1);
    await updateDialog(chatId, { status: 'manual' });
    letGo(report);
    await until('the end', async () => (await waiting(chatId)).length === 0);
    expect(mine()).toHaveLength(1);
    return states(chatId);
  };

  it('is sent if it got through', async () => {
    expect(await takenBack(sent)).toEqual(['single sent']);
  });

  it('is not tried again if it did not', async () => {
    const retry: LaneReport = { result: 'retry', reason: '429', retryAfterSeconds: 0 };
    expect(await takenBack(retry)).toEqual(['single cancelled']);
    expect(await takenBack({ result: 'uncertain', reason: 'no answer' })).toEqual(['single uncertain']);
  });
});

describe('a message that may have arrived', () => {
  const lost = (): LaneReport => ({ result: 'uncertain', reason: 'the connection broke' });

  it('inside a dialog is sent again once', async () => {
    scripted('single', lost);
    const chatId = await leadAt('single');
    start();
    await delivered(chatId, 'single uncertain');
    await delivered(chatId, 'single sent');
    expect(handed).toHaveLength(2);
  });

  it('inside a dialog is sent again also when a server had refused an earlier attempt', async () => {
    scripted('single', { result: 'retry', reason: '502', retryAfterSeconds: 0 }, lost);
    const chatId = await leadAt('single');
    start();
    await delivered(chatId, 'single uncertain');
    await delivered(chatId, 'single sent');
    expect(handed).toHaveLength(3);
  });

  it('the second time as well stays uncertain, in the operator’s sight', async () => {
    scripted('one', lost, { result: 'uncertain', reason: 'no answer' });
    const chatId = await leadAt('three');
    start();
    await until('the second attempt', async () => {
      await later();
      return handed.length >= 2;
    });
    await delivered(chatId, 'one uncertain', 'two sent', 'three sent');
    expect(handed.filter((text) => text.endsWith('one'))).toHaveLength(2);
    expect(await waiting(chatId)).toEqual([]);
  });

  it('and must never come twice is not sent again', async () => {
    scripted('single', () => {
      throw new Error('our own code broke');
    });
    const chatId = await leadAt('single');
    await test.database.query(
      `update outbox set document = replace(document, '"resend":"once"', '"resend":"never"')`,
    );
    start();
    await delivered(chatId, 'single uncertain');
    expect(await waiting(chatId)).toEqual([]);
    expect(handed).toHaveLength(1);
    expect(problems.splice(0)).toEqual([new Error('our own code broke')]);
  });
});

describe('what a process had in hand when it died', () => {
  /** As the dead process has left it: claimed so many seconds ago. */
  const died = (secondsAgo: number, attempts = 1) =>
    test.database.query(
      `update outbox set state = 'sending', attempts = $2::int, started_at = now() - make_interval(secs => $1),
         document = (document::jsonb || jsonb_build_object('doubted', $2::int > 1))::text
       where (signal_id, n) in (select signal_id, n from outbox order by signal_id, n limit 1)`,
      [secondsAgo, attempts],
    );

  it('is left alone while it may still be under way', async () => {
    const chatId = await leadAt('three');
    await died(34);
    start();
    const other = await leadAt('single');
    await delivered(other, 'single sent');
    expect((await waiting(chatId))[0]).toMatchObject({ state: 'sending' });
    expect(handed.filter((text) => text.startsWith(`${chatId} `))).toEqual([]);
  });

  it('is sent again once, marked uncertain until then, before what follows it', async () => {
    const chatId = await leadAt('three');
    await died(36);
    start();
    await delivered(chatId, 'one uncertain', 'two pending', 'three pending');
    await delivered(chatId, 'one sent', 'two sent', 'three sent');
    expect(handed.map((text) => text.split(' ')[1])).toEqual(['one', 'two', 'three']);
  });

  it('for the second time stays uncertain, and the rest goes on', async () => {
    const chatId = await leadAt('three');
    await died(36, 2);
    start();
    await delivered(chatId, 'one uncertain', 'two sent', 'three sent');
    expect(handed).toEqual([`${chatId} two`, `${chatId} three`]);
  });

  it('is called again under the same id when it is a call', async () => {
    const chatId = await leadAt('asks');
    await died(31);
    const [row] = await test.database.query<{ id: string }>(`select signal_id || '.' || n as id from outbox`);
    start();
    await until('the call', () => called.length === 1);
    expect(called[0]?.id).toBe(row?.id);
    await until('the answer', async () => {
      await turn();
      return (await dialogOf(chatId)).step === 'good';
    });
  });

  it('is picked up by one process only', async () => {
    for (let n = 0; n < 5; n += 1) await leadAt('tells');
    await test.database.query(
      `update outbox set state = 'sending', attempts = 1, started_at = now() - interval '1 hour'`,
    );
    await Promise.all(Array.from({ length: 4 }, () => recoverLost(test)));
    const rows = await test.database.query<{ state: string }>('select state from outbox');
    expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'pending'));
  });
});

describe('a call', () => {
  const logged = async (chatId: number) => {
    const { id } = await dialogOf(chatId);
    const rows = await listRequests(
      test.database,
      spaceId,
      { kinds: ['sendWebhook'] },
      { before: null, limit: 100 },
    );
    return rows.filter((row) => row.dialogId === id).map(({ outcome }) => outcome);
  };
  const retry = (retryAfterSeconds: number | null = null) =>
    report('retry', { status: 500, retryAfterSeconds });

  it('is repeated by its schedule, at its receiver’s wish later, and given up at the end', async () => {
    answers = [retry(), retry(), retry(3000), retry(), retry(1), retry(), retry()];
    const chatId = await leadAt('tells');
    start();
    const waits: number[] = [];
    for (const attempts of [1, 2, 3, 4, 5, 6]) {
      await until(`attempt ${attempts}`, async () => {
        const [row] = await waiting(chatId);
        return row?.state === 'pending' && row.attempts === attempts;
      });
      waits.push(Math.round((await waiting(chatId))[0]?.wait ?? 0));
      await later();
    }
    expect(waits).toEqual([5, 300, 3000, 7200, 18_000, 36_000]);
    await until('the end', async () => (await waiting(chatId)).length === 0);
    expect(await logged(chatId)).toEqual(['failed', ...Array.from({ length: 6 }, () => 'retry')]);
    expect(new Set(called.map(({ id }) => id)).size).toBe(1);
    await turn();
    // Nobody waited for it: the dialog has not moved.
    expect(await dialogOf(chatId)).toMatchObject({ step: 'tells', status: 'waiting' });
  });

  it('that a dialog waits for fails within a minute', async () => {
    answers = [retry(), retry()];
    const chatId = await leadAt('asks');
    start();
    await until(
      'the first attempt',
      async () =>
        (await waiting(chatId))[0]?.attempts === 1 && (await waiting(chatId))[0]?.state === 'pending',
    );
    expect((await dialogOf(chatId)).status).toBe('auto');
    await later();
    await until('the failed branch', async () => {
      await turn();
      return (await dialogOf(chatId)).step === 'bad';
    });
    expect(await logged(chatId)).toEqual(['failed', 'retry']);
    expect(called).toHaveLength(2);
  });

  it('answered after a move moves nobody, and what it saves is kept', async () => {
    const chatId = await leadAt('asks');
    await updateDialog(chatId, { move: { flow: 'A', step: 'other' } });
    start();
    await until('the answer', async () => {
      await turn();
      return (await dialogOf(chatId)).fields.answer === 'yes';
    });
    expect((await dialogOf(chatId)).step).toBe('other');
  });
});

describe('stop', () => {
  it('waits for what is in hand and hands out nothing more', async () => {
    let letGo: (report: LaneReport) => void = () => undefined;
    scripted('one', () => new Promise((done) => (letGo = done)));
    const chatId = await leadAt('three');
    start();
    await until('the first message', () => handed.length === 1);
    const stopped = delivery?.stop();
    letGo(sent);
    await stopped;
    expect(await states(chatId)).toEqual(['one sent', 'two pending', 'three pending']);
    expect(handed).toEqual([`${chatId} one`]);
  });
});
