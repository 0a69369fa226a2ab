/**
 * Saved filters over many dialogs: every operand and operator, matches that are common, rare and none, asked
 * through the store's own function (page of 50, newest first) with search up to date. Beside them, in the same
 * run: the plain list, and the exact condition over the whole table as a query without search must ask it.
 * `node bench/filter.ts [dialogs]`
 */
import { parseCondition } from '../src/condition/condition.ts';
import { emptyVocabulary, indexBatch } from '../src/store/searchIndexing.ts';
import {
  type Database,
  filterDialogs,
  listDialogs,
  migrate,
  openDatabase,
  startEmbeddedPostgres,
} from '../src/store/store.ts';
import { fillLeads } from './fillLeads.ts';
import { withFolder } from './process.ts';
import { writeFilters } from './results.ts';

/** By what they ask for; `none` where nothing matches. */
export const filters: readonly string[] = [
  // One common thing.
  'status = auto',
  'flow = FD',
  'step = FD/REG',
  'event = registration',
  'fields.country = Brazil',
  'tracker.buyer = buyer7',
  'cost > 20',
  'lastMessage < 7d',
  'tags is not empty',
  // One rare thing.
  'status = error',
  'tags = VIP and status = error',
  'flow = Closed',
  'step = REG and flow = VIP',
  'manager = "rare@example.com"',
  'campaign = campaign3',
  'campaign is empty',
  'chatId = 1234567',
  'username = lead777777',
  'name = "Ann Zo"',
  'fields.user_id = u31337',
  'tracker.ad_name = "ad 2999"',
  'fields.age > 98',
  'fields.age = 17.5',
  'fields.born < 1946-02-01',
  'fields.born = 1990-05-17',
  'count(resale) >= 19',
  'cost > 19000',
  'cost < -5',
  'cost = 20',
  'last(sale) < 3h',
  'last(resale) > 363d',
  'created < 2h',
  'created > 365d',
  'lastMessage > 360d',
  'lastMessage is empty',
  // Pieces of texts.
  'name has Ann',
  'name has "Zo Zo"',
  'username has 77777',
  'fields.comment has "urgent"',
  'fields.comment has "Ж"',
  'fields.user_id has 313373',
  'tracker.ad_name has "2999"',
  'tracker.utm_campaign has summer',
  'manager has rare',
  'fields.games has roulette',
  // What is not.
  'event != sale',
  'not event = registration and count(sale) > 0',
  'fields.country is empty',
  'fields.verified is empty',
  'fields.verified != yes',
  'fields.country != Brazil and fields.country != India',
  'tags is empty and status = error',
  'username is empty and name has Ann',
  'not (status = auto or status = waiting or status = finished)',
  'manager is not empty and tags != VIP and status != manual',
  'not name has a',
  'fields.comment is not empty and not fields.comment has e',
  // Together.
  'event = registration and event != sale and last(registration) > 7d',
  'event = sale and cost > 20 and fields.country != Brazil and tags = VIP',
  'fields.country = Brazil and tracker.buyer = buyer7 and status = auto',
  'fields.country = country150 and tracker.buyer = buyer49 and status = manual',
  '(flow = FD or flow = RD) and lastMessage < 1d and count(resale) >= 2',
  'flow = Old and status = auto',
  'campaign = campaign0 and event = sale and cost < 50',
  'cost > 20 and cost < 50 and fields.age > 40 and not tags = hot',
  '(event = sale or tags = VIP) and (fields.country = Brazil or fields.country = India) and lastMessage < 30d',
  'created > 30d and created < 31d and event = sale',
  'tracker.utm_source = facebook and last(sale) < 1d and fields.country = Brazil and cost > 100',
  // None.
  'status = auto and status = waiting',
  'fields.country = Atlantis',
  'fields.unheard = 1',
  'event = refund',
  'event != registration and event = sale and count(resale) > 0',
  'cost > 100 and event is empty',
  'flow = Old and created < 30d',
  'flow = FD and step = Welcome/hello',
  'name has "Nobody Of This Name"',
  'fields.age > 40 and fields.age < 40',
];

const times = 5;
const goalMs = 200;

export type FilterResult = {
  dialogs: number;
  rows: { filter: string; found: number; p50: number; p95: number; most: number; scanMs: number | null }[];
  p50: number;
  p95: number;
  most: number;
  /** The same filters once more while so many dialogs wait for search to catch up. */
  behind: { dialogs: number; p50: number; p95: number; most: number };
  plainListMs: number;
  indexSeconds: number;
  sizes: Record<string, string>;
};

export async function run(dialogs = 1_000_000, scans = 8): Promise<FilterResult> {
  return withFolder(async (folder) => {
    const embedded = await startEmbeddedPostgres(folder);
    await migrate(embedded.url);
    const database = openDatabase(embedded.url);
    try {
      const space = await fillLeads(database, dialogs);
      const indexSeconds = await index(database);
      await database.query('vacuum analyze');
      return await measure(database, space, { dialogs, scans, indexSeconds });
    } finally {
      await database.close();
      await embedded.stop({ remove: true });
    }
  });
}

async function index(database: Database): Promise<number> {
  const begun = performance.now();
  const vocabulary = emptyVocabulary();
  for (let done: number | null = 1; done; ) {
    done = await database.transaction((connection) => indexBatch(connection, vocabulary, 1000));
  }
  return (performance.now() - begun) / 1000;
}

async function measure(
  database: Database,
  space: string,
  about: { dialogs: number; scans: number; indexSeconds: number },
): Promise<FilterResult> {
  const page = { before: null, limit: 51 };
  const plain: number[] = [];
  for (let n = 0; n < times * 4; n += 1)
    plain.push(await timed(() => listDialogs(database, space, {}, page)));
  const rows: FilterResult['rows'] = [];
  const all: number[] = [];
  for (const [n, filter] of filters.entries()) {
    const parsed = parseCondition(filter, 'lead');
    if (!parsed.ok) throw new Error(`${filter}: ${parsed.reason.reason}`);
    const asked = { condition: parsed.value, now: Date.now() };
    const took: number[] = [];
    let found = 0;
    for (let time = 0; time < times; time += 1) {
      took.push(
        await timed(async () => {
          found = (await filterDialogs(database, space, {}, page, asked)).length;
        }),
      );
    }
    const isScanned = n % Math.ceil(filters.length / about.scans) === 0;
    const scanMs = isScanned
      ? await timed(async () => {
          const scanned = await listDialogs(
            database,
            space,
            {},
            { before: null, limit: 1_000_000_000 },
            asked,
          );
          if (Math.min(scanned.length, page.limit) !== found)
            throw new Error(`${filter}: ${found}, ${scanned.length}`);
        })
      : null;
    all.push(...took);
    rows.push({ filter, found, ...spread(took), scanMs });
  }
  const sizes = await database.query<{ name: string; size: string }>(
    `select relname as name, pg_size_pretty(pg_total_relation_size(oid)) as size from pg_class
     where relname in ('dialog', 'search_bits', 'search_term', 'dialog_search')`,
  );
  const { dialogs, indexSeconds } = about;
  return {
    ...{ dialogs, rows, indexSeconds },
    ...spread(all),
    behind: await measureBehind(database, space, Math.floor(dialogs / 50)),
    plainListMs: spread(plain).p50,
    sizes: Object.fromEntries(sizes.map(({ name, size }) => [name, size])),
  };
}

async function measureBehind(
  database: Database,
  space: string,
  dialogs: number,
): Promise<FilterResult['behind']> {
  await database.query('insert into dialog_dirty select id from dialog order by random() limit $1', [
    dialogs,
  ]);
  const took: number[] = [];
  for (const filter of filters) {
    const parsed = parseCondition(filter, 'lead');
    if (!parsed.ok) continue;
    const asked = { condition: parsed.value, now: Date.now() };
    took.push(await timed(() => filterDialogs(database, space, {}, { before: null, limit: 51 }, asked)));
  }
  return { dialogs, ...spread(took) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function spread(values: readonly number[]): { p50: number; p95: number; most: number } {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), most: at(1) };
}

if (import.meta.main) {
  const result = await run(Number(process.argv[2] ?? 1_000_000));
  const ms = (value: number | null): string => (value === null ? '' : value.toFixed(1)).padStart(9);
  process.stdout.write(
    `${'found'.padStart(5)} ${'p50 ms'.padStart(9)} ${'p95'.padStart(9)} ${'max'.padStart(9)} ${'scan'.padStart(9)}\n`,
  );
  for (const { filter, found, p50, p95, most, scanMs } of result.rows) {
    const slow = p95 > goalMs ? '  <-- over' : '';
    process.stdout.write(
      `${String(found).padStart(5)} ${ms(p50)} ${ms(p95)} ${ms(most)} ${ms(scanMs)}  ${filter}${slow}\n`,
    );
  }
  const spreadText = ({ p50, p95, most }: { p50: number; p95: number; most: number }): string =>
    `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${most.toFixed(1)} ms`;
  const over = result.rows.filter(({ p95 }) => p95 > goalMs).map(({ filter }) => `\`${filter}\``);
  const text = `\`node bench/filter.ts ${result.dialogs}\`, goal: p95 < ${goalMs} ms.

| ${result.dialogs} dialogs, ${result.rows.length} filters, page of 50 | |
|---|---|
| search up to date | ${spreadText(result)} |
| ${result.behind.dialogs} dialogs wait for search | ${spreadText(result.behind)} |
| plain list without a filter | ${result.plainListMs.toFixed(1)} ms |
| all dialogs indexed in | ${result.indexSeconds.toFixed(0)} s |
| sizes | ${Object.entries(result.sizes)
    .map(([name, size]) => `${name} ${size}`)
    .join(', ')} |

Over the goal by itself: ${over.join(', ') || 'none'}.`;
  process.stdout.write(`\n${text}\n`);
  if (result.dialogs >= 1_000_000) await writeFilters(text);
}
