/** Which messages of a dialog arrive when it is played: in a play nothing is late but what has to be. */
import type { Entry } from '../dialog/dialog.ts';
import type { JournalRecord } from '../store/store.ts';
import type { StoryMaterial, StoryMessage } from './retelling.ts';

/** The number of the turn that has sent a message. */
export const turnOf = ({ id }: Pick<StoryMessage, 'id'>): number => Math.floor(id / 1000);

/**
 * In the order of their arrival. A message that was taken back although it was due (its carrier had not come
 * round yet) arrives in a play, where carriers do not lag; one that still waited then does not.
 */
export function arrivalsOf({ messages, journal }: StoryMaterial): StoryMessage[] {
  const ends = journal.filter((row) => row.document.entries.some(takesBack));
  const turns = new Map(journal.map((row) => [row.id, row]));
  const arrives = (message: StoryMessage): boolean => {
    if (message.direction !== 'out') return false;
    if (message.state !== 'cancelled') return true;
    const turn = turnOf(message);
    if (hasSeveral(turns.get(turn))) return false;
    const end = ends.find(({ id }) => id > turn);
    return end !== undefined && message.at <= end.at;
  };
  return messages.filter(arrives).toSorted((left, right) => left.at - right.at || left.id - right.id);
}

const movers: ReadonlySet<string> = new Set([
  'start',
  'autoAction',
  'webhook',
  'operator',
  'button',
  'changeFlow',
  'lead',
  'delivery',
]);

/** Moves from outside the flow, and statuses in which nothing is sent. */
function takesBack(entry: Entry): boolean {
  if (entry.kind === 'move') return movers.has(entry.by);
  return entry.kind === 'status' && movers.has(entry.by) && /^(manual|blocked|stopped)$/.test(entry.to);
}

/** What a turn says for one of several kept requests is taken back by the next of them, in a play as well. */
const hasSeveral = (row: JournalRecord | undefined): boolean =>
  (row?.document.entries.filter(({ kind }) => kind === 'signal').length ?? 0) > 1;
