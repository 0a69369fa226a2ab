/** Search's own rows as a query reads them: terms of marks, bits of blocks. */
import type { SearchSet } from '../condition/condition.ts';
import type { Connection } from './database.ts';
import { resolveSet, type TermSet } from './searchBits.ts';

/** Block -> term -> its row. */
export async function readBlocks(
  connection: Connection,
  terms: readonly number[],
  from: number,
  to: number,
): Promise<Map<number, Map<number, Buffer>>> {
  const rows = await connection.query<{ term: number; block: number; bits: Buffer }>(
    'select term, block, bits from search_bits where term = any ($1::int[]) and block between $2 and $3',
    [terms, from, to],
  );
  const blocks = new Map<number, Map<number, Buffer>>();
  for (const { term, block, bits } of rows) {
    const known = blocks.get(block) ?? new Map<number, Buffer>();
    if (known.size === 0) blocks.set(block, known);
    known.set(term, bits);
  }
  return blocks;
}

/** The set by term ids: one statement for all marks, one for each piece of text. */
export async function findTerms(connection: Connection, spaceId: string, set: SearchSet): Promise<TermSet> {
  const { marks, pieces } = leavesOf(set);
  const rows = await connection.query<{ n: number; id: number }>(
    `select n, search_term.id from unnest($2::text[], $3::text[]) with ordinality as wanted (key, value, n)
       join search_term on space_id = $1 and search_term.key = wanted.key and search_term.value = wanted.value`,
    [spaceId, marks.map(({ key }) => key), marks.map(({ mark }) => mark)],
  );
  const found = new Map<SearchSet, number[]>();
  for (const { n, id } of rows) {
    const leaf = marks[n - 1];
    if (leaf) found.set(leaf, [id]);
  }
  for (const leaf of pieces) {
    const texts = await connection.query<{ id: number }>(
      `select id from search_term where space_id = $1 and key = $2
         and left(value, 1) in ('v', '#') and strpos(substr(value, 2), $3) > 0`,
      [spaceId, leaf.key, leaf.piece],
    );
    found.set(
      leaf,
      texts.map(({ id }) => id),
    );
  }
  return resolveSet(set, (leaf) => found.get(leaf) ?? []);
}

type Leaves = {
  marks: Extract<SearchSet, { of: 'mark' }>[];
  pieces: Extract<SearchSet, { of: 'containing' }>[];
};

function leavesOf(set: SearchSet, leaves: Leaves = { marks: [], pieces: [] }): Leaves {
  if (set.of === 'mark') leaves.marks.push(set);
  if (set.of === 'containing') leaves.pieces.push(set);
  if (set.of === 'complement') leavesOf(set.set, leaves);
  if (set.of === 'all' || set.of === 'any') for (const one of set.sets) leavesOf(one, leaves);
  return leaves;
}
