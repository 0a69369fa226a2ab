/** Turns of Telegram bots on a real database, without Telegram: signals in, rows out. */
import { randomUUID } from 'node:crypto';
import { applyFunnel } from '../../src/funnel/funnel.ts';
import type { LeadAction, Signal, UpdateSignal } from '../../src/signal/signal.ts';
import {
  createSealer,
  ensureDefaultSpace,
  findLanesWithWork,
  insertNewClicks,
  insertSignals,
} from '../../src/store/store.ts';
import { runBatch, type TurnContext } from '../../src/turn/turn.ts';
import { type TestDatabase, testDatabase } from './database.ts';

type Applied = Awaited<ReturnType<typeof applyFunnel>>;

/** What waits in the outbox, its document read. */
export type Waiting = {
  signal: number;
  kind: string;
  channel: string;
  bot: string;
  dialog: string;
  message: number | null;
  automatic: boolean;
  priority: number;
  text: string | null;
  document: Record<string, unknown>;
};

export type TelegramTurns = {
  test: TestDatabase;
  applied: Applied;
  /** Id of the bot with this key. */
  bot(key: string): string;
  /** An update of a lead, by default of chat 1 in the bot's own chat. */
  did(bot: string, action: LeadAction, more?: Partial<UpdateSignal>): UpdateSignal;
  /** Puts them into the inbox at once (those that name no bot: the first one's) and works off everything that follows, in whatever lane. */
  feed(...signals: readonly Signal[]): Promise<void>;
  click(clickid: string, campaign: string, parameters?: Record<string, string>): Promise<void>;
  outbox(): Promise<Waiting[]>;
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
};

export async function telegramTurns(funnel: unknown): Promise<TelegramTurns> {
  const test = await testDatabase();
  const { spaceId } = await ensureDefaultSpace(test.database, randomUUID);
  const sealer = createSealer('a secret of the test');
  const context = { spaceId, publicUrl: 'https://crm.example', env: {}, sealer, newId: randomUUID };
  const applied = await applyFunnel(test.database, context, funnel);
  const turns: TurnContext = {
    database: test.database,
    now: Date.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    scripts: null,
  };
  const lanes = new Map(
    (await test.database.query<{ id: string; lane: number }>('select id, lane::int as lane from bot')).map(
      ({ id, lane }) => [id, lane],
    ),
  );
  const bot = (key: string): string => applied.bots.find((one) => one.key === key)?.id ?? '';
  return {
    ...{ test, applied, bot },
    did: (key, action, more = {}) => ({
      ...{ kind: 'update', at: Date.now(), botId: bot(key), chatId: 1, name: 'Ann', username: 'ann' },
      ...more,
      action,
    }),
    feed: async (...signals) => {
      const rows = signals.map((signal) => ({
        lane: ('botId' in signal ? lanes.get(signal.botId) : [...lanes.values()][0]) ?? 0,
        payload: JSON.stringify(signal),
      }));
      await insertSignals(test.database, rows);
      for (;;) {
        const waiting = await findLanesWithWork(test.database);
        if (waiting.length === 0) return;
        for (const lane of waiting) await runBatch(turns, lane);
      }
    },
    click: async (clickid, campaign, parameters = {}) => {
      const campaignId = applied.campaigns.find(({ key }) => key === campaign)?.id ?? '';
      await insertNewClicks(test.database, [
        { clickid, campaignId, source: null, parameters: JSON.stringify(parameters) },
      ]);
    },
    outbox: async () => {
      const rows = await test.database.query<Omit<Waiting, 'document'> & { document: string }>(
        `select signal_id as signal, outbox.kind, channel, bot_id::text as bot, outbox.dialog_id::text as dialog,
           message_id as message, automatic, priority, text, document
         from outbox left join message on message.dialog_id = outbox.dialog_id and message.id = message_id
         order by signal_id, n`,
      );
      return rows.map((row) => ({ ...row, document: JSON.parse(row.document) }));
    },
    query: (text, values) => test.database.query(text, values),
  };
}
