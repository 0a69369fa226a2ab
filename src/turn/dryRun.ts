/** What a signal would do now: the same loading and deciding as a turn, and nothing is written. */
import type { Entry } from '../dialog/dialog.ts';
import type { FieldValue } from '../flow/flow.ts';
import type { Signal } from '../signal/signal.ts';
import { beginReading, type Connection } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { decideBatch } from './decideBatch.ts';
import { loadBatch } from './loadBatch.ts';
import { readItem } from './readItems.ts';
import { freshScripts, type TurnContext } from './runBatch.ts';

export type DryRun = {
  outcome: string;
  reason: string | null;
  warnings: string[];
  dialogId: string | null;
  /** As it was read, with the ordinal it would get; null when no event is named or it would not count. */
  event: (Omit<Extract<Entry, { kind: 'event' }>, 'ordinal'> & { ordinal: number | null }) | null;
  fields: Record<string, FieldValue | null>;
  rule: Extract<Entry, { kind: 'rule' }> | null;
  step: string | null;
  status: string | null;
  messages: { text: string; buttons: string[] }[];
};

export async function dryRun(context: TurnContext, signal: Signal): Promise<DryRun> {
  return context.database.transaction(async (connection) => {
    const scripts = await freshScripts(context, connection, await beginReading(connection));
    const item = readItem(0, signal, scripts);
    const batch = await loadOutOfLane(context, connection, item, scripts);
    decideBatch(batch);
    return describe(batch);
  });
}

/** A dry run works in whatever lane the signal belongs to: the first answer may send it on. */
async function loadOutOfLane(
  context: TurnContext,
  connection: Connection,
  item: Batch['items'][number],
  scripts: Batch['scripts'],
): Promise<Batch> {
  const start = { now: context.now(), scripts, items: [item], random: context.random };
  const batch = await loadBatch(connection, { ...start, lane: 0 });
  const held = [...batch.held.values()][0];
  const click = [...batch.clicks.values()][0];
  const botId = held?.dialog.botId ?? (click && scripts.talkingBots.get(click.campaignId));
  batch.lane = scripts.bots.get(botId ?? '')?.lane ?? 0;
  return batch;
}

function describe(batch: Batch): DryRun {
  const journal = batch.writes.journal[0];
  const document: { reason?: string; warnings?: string[]; entries?: Entry[] } = journal
    ? JSON.parse(journal.document)
    : { reason: 'nothing would happen' };
  const { reason = null, warnings = [], entries = [] } = document;
  const dialog = journal?.dialog ? batch.held.get(journal.dialog)?.dialog : undefined;
  const fields: Record<string, FieldValue | null> = {};
  for (const entry of entries) if (entry.kind === 'fields') Object.assign(fields, entry.set);
  return {
    outcome: journal?.outcome ?? 'ignored',
    reason,
    warnings,
    dialogId: journal?.dialog ?? null,
    event: first(entries, 'event') ?? readEvent(batch),
    fields,
    rule: first(entries, 'rule'),
    step: dialog?.flow && dialog.step ? `${dialog.flow}/${dialog.step}` : null,
    status: dialog?.status ?? null,
    messages: entries.flatMap((entry) =>
      entry.kind === 'sent' ? [{ text: entry.text, buttons: entry.buttons }] : [],
    ),
  };
}

/** The event that the request names, though it would not be counted. */
function readEvent(batch: Batch): DryRun['event'] {
  const event = batch.items[0]?.reading?.event;
  return event ? { kind: 'event', ...event, ordinal: null } : null;
}

function first<Kind extends Entry['kind']>(
  entries: readonly Entry[],
  kind: Kind,
): Extract<Entry, { kind: Kind }> | null {
  for (const entry of entries) if (isOf(entry, kind)) return entry;
  return null;
}

const isOf = <Kind extends Entry['kind']>(
  entry: Entry,
  kind: Kind,
): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind;
