/** The timeline of a dialog: the entries of its journal rows, each with what caused it. */
import { formatInstant } from '../base/instant.ts';
import { type Connection, type JournalRecord, listTimeline } from '../store/store.ts';
import type { ApiTimelineItem } from './contract.ts';

type Line = { row: JournalRecord; n: number };

/**
 * A page of lines, newest first. A cursor is `<row>.<line>`: what follows is older than that line of
 * that row, so that a page may end in the middle of what one signal did.
 */
export async function readTimeline(
  database: Connection,
  dialogId: number,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: ApiTimelineItem[]; nextCursor: string | null }> {
  const [row = null, line = '0'] = page.cursor?.split('.') ?? [];
  const rows = await listTimeline(database, dialogId, { upTo: row, limit: page.limit + 1 });
  const lines = rows.flatMap((one) =>
    linesOf(one).filter(({ n }) => String(one.id) !== row || n < Number(line)),
  );
  const shown = lines.slice(0, page.limit);
  const more = lines.length > shown.length || rows.length > page.limit;
  return { items: shown.map(showLine), nextCursor: more ? cursorAfter(shown, rows) : null };
}

const linesOf = (row: JournalRecord): Line[] => row.document.entries.map((_, n) => ({ row, n })).reverse();

/** Rows without a single line (none are written today) must not end the list. */
function cursorAfter(shown: readonly Line[], rows: readonly JournalRecord[]): string {
  const last = shown.at(-1);
  return last ? `${last.row.id}.${last.n}` : `${rows.at(-1)?.id ?? 0}.0`;
}

function showLine({ row, n }: Line): ApiTimelineItem {
  const id = String(row.id);
  const cause = { id, kind: row.kind, text: causeOf(row) };
  const entry = row.document.entries[n];
  return { ...entry, kind: entry?.kind ?? '', id: `${id}.${n}`, at: formatInstant(row.at), cause };
}

function causeOf({ document }: JournalRecord): string {
  if (document.text !== undefined) return document.text;
  const signal = document.entries.find((entry) => entry.kind === 'signal');
  return signal?.kind === 'signal' ? signal.text : '';
}
