/** The timeline as the page shows it: one group for each signal, with what came of it in order. */
import type { ApiTimelineItem } from '../../src/api/contract.ts';

export type Tone = 'normal' | 'warning' | 'quiet';

export type CauseGroup = {
  cause: ApiTimelineItem['cause'];
  at: string;
  /** The first happened first. */
  items: ApiTimelineItem[];
  tone: Tone;
};

/** Groups items that come newest first; the groups keep that order. */
export function groupByCause(items: readonly ApiTimelineItem[]): CauseGroup[] {
  const groups = new Map<string, ApiTimelineItem[]>();
  for (const item of items) {
    const group = groups.get(item.cause.id);
    if (group) group.unshift(item);
    else groups.set(item.cause.id, [item]);
  }
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first ? [{ cause: first.cause, at: first.at, items: group, tone: toneOf(group) }] : [];
  });
}

/** Yellow when something deserves a look; grey when the signal changed nothing. */
function toneOf(items: readonly ApiTimelineItem[]): Tone {
  if (items.some((item) => toneOfLine(item) === 'warning')) return 'warning';
  const told = items.filter((item) => item.kind !== 'signal');
  return told.length > 0 && told.every((item) => item.kind === 'ignored') ? 'quiet' : 'normal';
}

const quiet = new Set(['ignored', 'wait', 'cancelled', 'asked', 'postponed']);

export function toneOfLine(item: ApiTimelineItem): Tone {
  if (item.kind === 'warning' || (item.kind === 'answer' && item.ok === false)) return 'warning';
  return quiet.has(item.kind) ? 'quiet' : 'normal';
}
