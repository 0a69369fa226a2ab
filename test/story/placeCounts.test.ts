/** How many dialogs stand on each step: as many as the rows say, whatever the index has caught up with. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countPlaces } from '../../src/store/placeRecords.ts';
import { blockSize } from '../../src/store/searchBits.ts';
import { emptyVocabulary, indexBatch } from '../../src/store/searchIndexing.ts';
import { day, lead } from '../support/conditionArbitraries.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertLeads, type LeadSpace, makeLeadSpace, updateLead } from '../support/leads.ts';

const offset = 3 * day;
const vocabulary = emptyVocabulary();
let store: TestDatabase;
let space: LeadSpace;

beforeAll(async () => {
  store = await testDatabase();
  space = await makeLeadSpace(store.database, offset, []);
});
afterAll(() => store?.drop());

async function catchUp(): Promise<void> {
  for (let count: number | null = 1; count; ) {
    count = await store.database.transaction((connection) => indexBatch(connection, vocabulary, 500));
  }
}

async function compare(): Promise<void> {
  const botId = space.bots.get(0) ?? '';
  const rows = await store.database.query<{ place: string; n: number }>(
    `select flow || '/' || step as place, count(*) as n from dialog
     where bot_id = $1 and flow is not null and step is not null group by 1 order by 1`,
    [botId],
  );
  expect(rows.length).toBeGreaterThan(1);
  const places = [...rows.map(({ place }) => place), 'nobody/here'];
  const counts = await countPlaces(store.database, space.id, botId, places);
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(rows.map(({ place, n }) => [place, n])));
}

it('counts by bits, by rows, and by both while some have just moved', async () => {
  const people = fc.sample(lead([]), { numRuns: 400, seed: 7 });
  // The later ones stand in another block of bits.
  const ids = await insertLeads(store.database, space, people.slice(0, 200));
  await store.database.query(`select setval(pg_get_serial_sequence('dialog', 'id'), $1)`, [blockSize + 10]);
  ids.push(...(await insertLeads(store.database, space, people.slice(200))));
  await compare();
  await catchUp();
  await compare();
  const others = fc.sample(lead([]), { numRuns: 40, seed: 8 });
  for (const [n, other] of others.entries()) {
    await updateLead(store.database, space, ids[n * 9] ?? 0, other);
  }
  await compare();
  await store.database.query('delete from dialog where id = any ($1)', [ids.slice(100, 140)]);
  await compare();
  await catchUp();
  await compare();
});
