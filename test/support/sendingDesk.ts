/** Bots with leads, and what is to be sent to them, without turns: rows of the outbox against the fake Bot API. */
import { randomUUID } from 'node:crypto';
import type { LaneJob, LaneReport } from '../../src/effect/effect.ts';
import { applyFunnel } from '../../src/funnel/funnel.ts';
import { type Delivery, startDelivery } from '../../src/outbox/outbox.ts';
import type { OutcomeSignal } from '../../src/signal/signal.ts';
import { createSealer, type Database, ensureDefaultSpace, insertSignals } from '../../src/store/store.ts';
import { createBotApi, createTelegramCarrier, type OutFile } from '../../src/telegram/telegram.ts';
import { eventually } from './client.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram/fakeTelegram.ts';
import type { Lead } from './fakeTelegram/lead.ts';

export type DeskBot = FakeBot & { botId: string };

/** A lead with its dialog. */
export type DeskLead = {
  bot: DeskBot;
  dialogId: number;
  chatId: number;
  connection: string;
  phone: Lead | null;
};

export type Said = { text: string; state: string; reason: string | null; externalId: number | null };

export type Saying = {
  text?: string;
  resend?: 'once' | 'never';
  mass?: boolean;
  automatic?: boolean;
  /** Seconds from now. */
  inSeconds?: number;
} & Record<string, unknown>;

export type Hooks = {
  /** Between the lane and Telegram. */
  around?: (job: LaneJob, send: (job: LaneJob) => Promise<LaneReport>) => Promise<LaneReport>;
  /** Bots that this carrier holds; all of them unless said otherwise. */
  held?: () => readonly string[];
  files?: ReadonlyMap<string, OutFile>;
  fetchUrl?: (url: string) => { name: string; content: Uint8Array } | null;
  publicUrl?: string;
  onRefusedToken?: (botId: string) => void;
  onProblem?: (error: unknown) => void;
};

/** The carrier of Telegram alone, over a database of its own or of the test's. */
export function startSending(
  database: Database,
  root: string,
  bots: readonly Pick<DeskBot, 'botId' | 'token'>[],
  hooks: Hooks,
): Delivery {
  const apis = new Map(bots.map(({ botId, token }) => [botId, createBotApi(root, token, 5)]));
  const carrier = createTelegramCarrier({
    database,
    publicUrl: hooks.publicUrl ?? 'https://crm.example',
    apiOf: async (botId) => apis.get(botId) ?? null,
    findFile: async (name) => hooks.files?.get(name) ?? null,
    fetchUrl: async (url) => {
      const value = hooks.fetchUrl?.(url);
      return value ? { ok: true, value } : { ok: false, reason: 'the answer was 404' };
    },
  });
  return startDelivery({
    database,
    now: Date.now,
    laneOf: () => 0,
    spaceOf: () => null,
    clockOffsetOf: () => 0,
    insertSignal: async (connection, signal, lane) => {
      await insertSignals(connection, [{ lane, payload: JSON.stringify(signal) }]);
    },
    messages: [
      {
        channel: 'telegram',
        instant: false,
        bots: () => hooks.held?.() ?? bots.map(({ botId }) => botId),
        send: (job) => (hooks.around ? hooks.around(job, carrier.send) : carrier.send(job)),
        onRefusedToken: (botId) => hooks.onRefusedToken?.(botId),
      },
    ],
    webhooks: {
      call: () => Promise.reject(new Error('nobody calls')),
      retryDelay: () => null,
      readAnswer: () => ({ saved: {}, missing: [] }),
    },
    onDelivered: () => undefined,
    onProblem: (error) => hooks.onProblem?.(error),
  });
}

export class SendingDesk {
  readonly test: TestDatabase;
  readonly fake: FakeTelegram;
  readonly bots: DeskBot[];
  readonly refusedTokens: string[] = [];
  problems: unknown[] = [];
  private delivery: Delivery | null = null;

  constructor(test: TestDatabase, fake: FakeTelegram, bots: DeskBot[]) {
    this.test = test;
    this.fake = fake;
    this.bots = bots;
  }

  get bot(): DeskBot {
    const [bot] = this.bots;
    if (!bot) throw new Error('there is no bot');
    return bot;
  }

  /** A lead that has started the bot. */
  async lead(bot: DeskBot, chatId: number): Promise<DeskLead> {
    const phone = this.fake.lead(bot, { id: chatId });
    phone.start();
    return { ...(await this.dialog(bot, chatId)), phone };
  }

  /** A dialog alone. */
  async dialog(bot: DeskBot, chatId: number, connection = ''): Promise<DeskLead> {
    const [row] = await this.test.database.query<{ id: number }>(
      `insert into dialog (bot_id, connection, chat_id, name, status, state, created_at)
       values ($1, $2, $3, 'Ann', 'auto', '{"v":2}', now()) returning id`,
      [bot.botId, connection, chatId],
    );
    return { bot, dialogId: row?.id ?? 0, chatId, connection, phone: null };
  }

  /** Puts a message into the outbox; answers its number. */
  async say(lead: DeskLead, saying: Saying): Promise<number> {
    const { text = '', mass = false, automatic = true, inSeconds = 0, buttons, ...document } = saying;
    const row = {
      chatId: lead.chatId,
      connection: lead.connection || undefined,
      ...{ pin: false, resend: 'once', media: null },
      ...document,
    };
    const [message] = await this.test.database.query<{ id: number }>(
      `with numbered as (select nextval('signal_id') as id),
       said as (
         insert into message (dialog_id, id, direction, kind, text, buttons, state, cause, at)
         select $1, id * 1000, 'out', 'text', $2, $3, 'sent', id::text, now() from numbered)
       insert into outbox (signal_id, n, kind, channel, bot_id, dialog_id, message_id, automatic, document,
         not_before, priority)
       select id, 0, 'message', 'telegram', $4, $1, id * 1000, $5, $6, now() + make_interval(secs => $7), $8
       from numbered returning message_id as id`,
      [
        ...[lead.dialogId, text, buttons ? JSON.stringify(buttons) : null, lead.bot.botId, automatic],
        ...[JSON.stringify(row), inSeconds, mass ? 1 : 0],
      ],
    );
    this.delivery?.wake();
    return message?.id ?? 0;
  }

  /** Puts something else that is asked of the channel into the outbox. */
  async ask(lead: DeskLead, effect: { kind: string } & Record<string, unknown>): Promise<void> {
    const document = { ...effect, chatId: lead.chatId, connection: lead.connection || undefined };
    await this.test.database.query(
      `insert into outbox (signal_id, n, kind, channel, bot_id, dialog_id, automatic, document, not_before,
         priority)
       values (nextval('signal_id'), 0, 'channel', 'telegram', $1, $2, false, $3, now(), $4)`,
      [lead.bot.botId, lead.dialogId, JSON.stringify(document), effect.kind === 'answerPress' ? -1 : 0],
    );
    this.delivery?.wake();
  }

  start(hooks: Hooks = {}): void {
    const held = (): readonly string[] => hooks.held?.() ?? this.bots.map(({ botId }) => botId);
    this.delivery = startSending(this.test.database, this.fake.root, this.bots, {
      ...hooks,
      held: () => held().filter((botId) => !this.refusedTokens.includes(botId)),
      onRefusedToken: (botId) => this.refusedTokens.push(botId),
      onProblem: (error) => this.problems.push(error),
    });
  }

  async stop(): Promise<void> {
    await this.delivery?.stop();
    this.delivery = null;
  }

  /** The messages of a dialog, pending ones shown as such. */
  said(lead: DeskLead): Promise<Said[]> {
    return this.test.database.query<Said>(
      `select text, case when outbox.signal_id is null or message.state <> 'sent' then message.state
         else 'pending' end as state, reason, external_id as "externalId"
       from message left join outbox on outbox.dialog_id = message.dialog_id and outbox.message_id = message.id
       where message.dialog_id = $1 order by message.id`,
      [lead.dialogId],
    );
  }

  async states(lead: DeskLead): Promise<string[]> {
    return (await this.said(lead)).map(({ text, state }) => `${text.slice(0, 20)} ${state}`);
  }

  /** What the dialogs were told. */
  async outcomes(): Promise<OutcomeSignal[]> {
    const rows = await this.test.database.query<{ payload: string }>('select payload from inbox order by id');
    return rows.map(({ payload }): OutcomeSignal => JSON.parse(payload));
  }

  async left(): Promise<number> {
    const [row] = await this.test.database.query<{ n: number }>('select count(*) as n from outbox');
    return row?.n ?? 0;
  }

  /** Waits until nothing is left in the outbox. */
  done(patience = 30_000): Promise<true> {
    return eventually('an empty outbox', async () => ((await this.left()) === 0 ? true : null), patience);
  }

  /** Time passes for attempts that have begun. */
  async ages(seconds: number): Promise<void> {
    await this.test.database.query(
      `update outbox set started_at = started_at - make_interval(secs => $1) where started_at is not null`,
      [seconds],
    );
  }

  async clear(): Promise<void> {
    await this.stop();
    this.fake.faults.clear();
    for (const table of ['outbox', 'inbox', 'message', 'journal', 'telegram_file', 'telegram_chat']) {
      await this.test.database.query(`delete from ${table}`);
    }
    await this.test.database.query('delete from dialog');
    await this.test.database.query('update telegram_bot set paused_until = null');
    this.refusedTokens.length = 0;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.fake.stop();
    await this.test.drop();
  }
}

export async function openSendingDesk(botCount = 1): Promise<SendingDesk> {
  const test = await testDatabase();
  const fake = await startFakeTelegram();
  const { spaceId } = await ensureDefaultSpace(test.database, randomUUID);
  const known = Array.from({ length: botCount }, () => fake.addBot());
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
      bots: known.map(({ token }, n) => ({
        key: `bot${n}`,
        name: `Bot ${n}`,
        channel: 'telegram',
        token,
        start: 'A/hello',
        flows: [{ key: 'A', steps: [{ key: 'hello', kind: 'sendMessage', messages: [{ text: 'Hello' }] }] }],
      })),
    },
  );
  const bots = known.map((bot, n) => ({ ...bot, botId: applied.bots[n]?.id ?? '' }));
  return new SendingDesk(test, fake, bots);
}
