/** The conversation as one column: what was said, and between it what automation did and what money came. */
import type { ApiMessage, ApiTimelineItem } from '../../src/api/contract.ts';

export type ChatLine =
  | { of: 'message'; key: string; at: string; message: ApiMessage }
  /** An event with what it set off. */
  | { of: 'event'; key: string; at: string; event: ApiTimelineItem; rules: ApiTimelineItem[] }
  | { of: 'automation'; key: string; at: string; item: ApiTimelineItem };

export type ChatToggles = { automation: boolean; money: boolean };

const money = new Set(['event', 'takenBack']);
/** What the messages themselves show, and a signal's own line, which says nothing beside them. */
const toldByMessages = new Set(['signal', 'received', 'sent', 'edited', 'ownerWrote']);

/**
 * The oldest first. `since`: older lines of the timeline are left out, as the messages beside them are not
 * there yet; null: all of them are.
 */
export function chatLines(
  messages: readonly ApiMessage[],
  timeline: readonly ApiTimelineItem[],
  toggles: ChatToggles,
  since: string | null,
): ChatLine[] {
  const ours = timeline.filter(({ at }) => since === null || at >= since);
  const lines = [
    ...messages.map((message): Sorted => sortedMessage(message)),
    ...(toggles.money ? eventLines(ours) : []),
    ...(toggles.automation ? automationLines(ours, toggles.money) : []),
  ];
  return lines.sort(inOrder).map(({ line }) => line);
}

type Sorted = { line: ChatLine; signal: number; rank: number; n: number };

/** Of what came of one signal: the lead's words, the event, what automation made of it, our answer. */
const ranks = { in: 0, event: 1, automation: 2, out: 3 };

const inOrder = (left: Sorted, right: Sorted): number =>
  (left.line.at < right.line.at ? -1 : left.line.at > right.line.at ? 1 : 0) ||
  left.signal - right.signal ||
  left.rank - right.rank ||
  left.n - right.n;

const sortedMessage = (message: ApiMessage): Sorted => ({
  line: { of: 'message', key: `m${message.id}`, at: message.at, message },
  // Messages are numbered by their signal, times a thousand.
  signal: Math.floor(Number(message.id) / 1000),
  rank: ranks[message.direction],
  n: Number(message.id) % 1000,
});

const sortedItem = (line: ChatLine, item: ApiTimelineItem, rank: number): Sorted => ({
  ...{ line, rank },
  signal: Number(item.cause.id),
  n: Number(item.id.split('.')[1] ?? 0),
});

function eventLines(items: readonly ApiTimelineItem[]): Sorted[] {
  const byCause = Map.groupBy(items, ({ cause }) => cause.id);
  return items
    .filter(({ kind }) => money.has(kind))
    .map((event) => {
      const rules = (byCause.get(event.cause.id) ?? []).filter(({ kind }) => kind === 'rule').reverse();
      const line: ChatLine = { of: 'event', key: `e${event.id}`, at: event.at, event, rules };
      return sortedItem(line, event, ranks.event);
    });
}

const automationLines = (items: readonly ApiTimelineItem[], isMoneyShown: boolean): Sorted[] =>
  items
    .filter(({ kind }) => !toldByMessages.has(kind) && !money.has(kind) && !(isMoneyShown && kind === 'rule'))
    .map((item) =>
      sortedItem({ of: 'automation', key: `a${item.id}`, at: item.at, item }, item, ranks.automation),
    );
