/** The journal rows of signals that had their turn. */
import type { Entry } from '../dialog/dialog.ts';
import type { ReceivedRequest } from '../event/event.ts';
import type { Signal } from '../signal/signal.ts';
import type { Batch, Item } from './batch.ts';

/** The journal row of a signal that had its turn. `whose` is null when no dialog was touched. */
export function journalOf(
  batch: Batch,
  item: Item,
  whose: { dialog: string | null; space: string; at: number } | null,
  turn: { outcome: string; reason: string | null; entries: readonly Entry[]; replay?: Signal },
): void {
  const { signal } = item;
  const warnings = turn.entries.flatMap((entry) => (entry.kind === 'warning' ? [entry.text] : []));
  const unread = whose ? [] : (item.reading?.warnings ?? []).map((warning) => warning.text);
  batch.writes.journal.push({
    id: item.id,
    at: whose?.at ?? batch.now,
    kind: signal.kind,
    space: whose?.space ?? spaceOf(batch, item),
    source: sourceOf(signal),
    dialog: whose?.dialog ?? null,
    outcome: turn.outcome,
    ruleCampaign: turn.entries.find((entry) => entry.kind === 'rule')?.campaign,
    document: JSON.stringify({
      ...requestOf(signal),
      ...(turn.replay ? { replay: turn.replay } : {}),
      // What is absent reads as null or empty: of each signal's two kilobytes of log a sixth were that.
      ...(turn.reason === null ? {} : { reason: turn.reason }),
      ...(warnings.length + unread.length > 0 ? { warnings: [...warnings, ...unread] } : {}),
      ...(turn.entries.length > 0 ? { entries: turn.entries } : {}),
      durationMs: signal.kind === 'timer' ? 0 : Math.max(0, batch.now - signal.at),
    }),
  });
}

function spaceOf(batch: Batch, item: Item): string | null {
  if (item.postback) return item.postback.spaceId;
  if (!('botId' in item.signal)) return null;
  return batch.scripts.bots.get(item.signal.botId)?.script.spaceId ?? null;
}

function sourceOf(signal: Signal): string | null {
  if (signal.kind === 'postback') return signal.postbackId;
  return signal.kind === 'webhook' ? signal.webhookId : null;
}

/** The raw request and, where it cannot be read from it again, the signal itself; of an update its number. */
function requestOf(signal: Signal): { request?: LoggedRequest; replay?: Signal; updateId?: number } {
  if (signal.kind === 'postback') return { request: logged(signal.request) };
  if (signal.kind === 'webhook') return { request: logged(signal.request), replay: signal };
  // What a channel tells is looked up here by whoever wonders.
  if (signal.kind === 'channel') return { replay: signal };
  return signal.kind === 'update' && signal.updateId !== undefined ? { updateId: signal.updateId } : {};
}

type LoggedRequest = Pick<ReceivedRequest, 'method' | 'url'> & Partial<ReceivedRequest> & { status: number };

const logged = ({ method, url, contentType, body }: ReceivedRequest): LoggedRequest => ({
  method,
  url,
  status: 200,
  ...(contentType ? { contentType } : {}),
  ...(body ? { body } : {}),
});
