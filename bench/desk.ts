/**
 * The operators' desk over many dialogs, as a person meets it: pages of the list over HTTP (every tab, deeper pages,
 * words, a filter), then in a real browser how soon the first rows are painted behind their data, how evenly a long
 * list scrolls, and how soon a message is on the screen of somebody else who has the dialog open.
 * `node bench/desk.ts [dialogs]`; a baseline of the same run is one dialog by its key over the same HTTP.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { emptyVocabulary, indexBatch } from '../src/store/searchIndexing.ts';
import { type Database, migrate, openDatabase, startEmbeddedPostgres } from '../src/store/store.ts';
import { openBrowser } from '../test/support/openBrowser.ts';
import { fillLeads } from './fillLeads.ts';
import { startSignalbox, withFolder } from './process.ts';
import { writeDesk } from './results.ts';

const key = 'bench-desk-key-0123456789';
const headers = { authorization: `Bearer ${key}` };
const pageSize = 60;
const rounds = 12;
const messages = 25;
const words = [
  'hello',
  'deposit',
  'когда',
  'bonus',
  'link',
  'спасибо',
  'money',
  'account',
  'please',
  'tomorrow',
];

const cuts: readonly string[] = [
  ...['all', 'unread', 'needsReply', 'mine', 'favourite'].map((tab) => `tab=${tab}`),
  ...['auto', 'waiting', 'manual', 'error', 'start', 'finished', 'blocked', 'stopped'].map(
    (tab) => `tab=${tab}`,
  ),
  'tab=all&manager=none',
  'tab=all&search=Ann%20Zo',
  'tab=all&search=lead77777',
  'tab=all&search=tomorrow',
  'tab=waiting&search=w4242',
  `tab=all&filter=${encodeURIComponent('fields.country = Brazil and event = sale')}`,
  `tab=needsReply&filter=${encodeURIComponent('tags = VIP')}`,
];

/** Two messages a lead, every third dialog waits for an answer. */
async function converse(database: Database): Promise<void> {
  await database.query(
    `insert into message (dialog_id, id, direction, kind, text, state, cause, at)
     select id, id * 2000 + n, case when n = 0 or id % 3 = 0 then 'in' else 'out' end, 'text',
       ($1::text[])[1 + (id * 7 + n * 3) % 10] || ' ' || ($1::text[])[1 + (id * 3 + n) % 10] || ' w' || (id * 31 + n) % 20000,
       'sent', '1', coalesce(last_message_at, created_at)
     from dialog cross join generate_series(0, 1) as n`,
    [words],
  );
}

async function prepare(url: string, dialogs: number): Promise<number> {
  await migrate(url);
  const database = openDatabase(url);
  try {
    const space = await fillLeads(database, dialogs);
    await database.query(`update bot set document = '{"key":"leo","name":"Leo","channel":"simulator"}'`);
    await database.query(
      `update campaign set document = json_build_object('key', key, 'name', key, 'bot', 'leo')`,
    );
    await converse(database);
    await database.query(
      `insert into api_key (id, space_id, name, hash, scopes) values ($1, $2, 'desk', $3, '{*}')`,
      [randomUUID(), space, createHash('sha256').update(key).digest()],
    );
    const begun = performance.now();
    const vocabulary = emptyVocabulary();
    for (let done: number | null = 1; done; ) {
      done = await database.transaction((connection) => indexBatch(connection, vocabulary, 1000));
    }
    const seconds = (performance.now() - begun) / 1000;
    await database.query('vacuum analyze');
    return seconds;
  } finally {
    await database.close();
  }
}

type Listed = { items: { id: string; chatId: number }[]; nextCursor: string | null };

async function get<Answer>(url: string): Promise<{ answer: Answer; ms: number }> {
  const begun = performance.now();
  const response = await fetch(url, { headers });
  const answer: Answer = JSON.parse(await response.text());
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`);
  return { answer, ms: performance.now() - begun };
}

/** Three pages of each cut, again and again; how long each page took. */
async function listTimes(
  base: string,
): Promise<{ all: number[]; byCut: Map<string, number[]>; one: number[] }> {
  const byCut = new Map<string, number[]>();
  const one: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const cut of cuts) {
      const took = byCut.get(cut) ?? [];
      byCut.set(cut, took);
      let cursor: string | null = null;
      for (let page = 0; page < 3; page += 1) {
        const from: string = cursor === null ? '' : `&cursor=${cursor}`;
        const { answer, ms } = await get<Listed>(`${base}/dialogs?${cut}&limit=${pageSize}${from}`);
        took.push(ms);
        cursor = answer.nextCursor;
        const [first] = answer.items;
        if (first) one.push((await get(`${base}/dialogs/${first.id}`)).ms);
        if (cursor === null) break;
      }
    }
  }
  return { all: [...byCut.values()].flat(), byCut, one };
}

/** Notes when the first row has been painted, and when a text that is looked for is on the screen. */
const observe = `
  window.painted = null;
  window.seen = {};
  const paint = (note) => requestAnimationFrame(() => requestAnimationFrame(() => note(Date.now(), performance.now())));
  new MutationObserver(() => {
    if (window.painted === null && document.querySelector('a[data-unread]')) {
      window.painted = 0;
      paint((_, now) => { window.painted = now; });
    }
    const log = document.querySelector('[role=log]');
    const wanted = window.wanted;
    if (log && wanted && !(wanted in window.seen) && log.textContent.includes(wanted)) {
      window.seen[wanted] = 0;
      paint((at) => { window.seen[wanted] = at; });
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
`;

const number = async (page: Page, expression: string): Promise<number> => {
  const value = await page.evaluate(expression);
  return typeof value === 'number' ? value : Number.NaN;
};

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    ...{ extraHTTPHeaders: headers, locale: 'en', viewport: { width: 1440, height: 900 }, bypassCSP: true },
  });
  await context.addInitScript(observe);
  return context.newPage();
}

/** From the end of the answer that brought the first page to its rows on the screen. */
async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto(`${url}/dialogs`);
  await page.waitForFunction('window.painted > 0');
  return number(
    page,
    `window.painted - performance.getEntriesByType('resource').find(({ name }) => name.includes('/api/v1/dialogs?tab=')).responseEnd`,
  );
}

/** Share of frames that took longer than 50 ms while some 3,000 rows were scrolled through. */
async function scrolling(page: Page): Promise<{ rows: number; slow: number; frames: number }> {
  await page.evaluate(`
    window.frames50 = []; let last = performance.now();
    const each = (now) => { window.frames50.push(now - last); last = now; if (!window.stopFrames) requestAnimationFrame(each); };
    requestAnimationFrame(each);
  `);
  await page.mouse.move(300, 600);
  for (let n = 0; n < 250; n += 1) await page.mouse.wheel(0, 1000);
  await page.waitForTimeout(500);
  await page.evaluate('window.stopFrames = true');
  return {
    frames: await number(page, 'window.frames50.length'),
    slow: await number(page, 'window.frames50.filter((ms) => ms > 50).length'),
    rows: await number(
      page,
      `Math.max(...[...document.querySelectorAll('[aria-posinset]')].map((one) => Number(one.getAttribute('aria-posinset'))))`,
    ),
  };
}

/** From our asking the server to take the lead's message to its being painted in the other browser. */
async function arrivals(page: Page, url: string, { id, chatId }: Listed['items'][number]): Promise<number[]> {
  await page.goto(`${url}/dialogs/${id}`);
  await page.locator('[role=log]').waitFor();
  await page.waitForTimeout(1500);
  const took: number[] = [];
  for (let n = 0; n < messages; n += 1) {
    const text = `live ${randomUUID()}`;
    await page.evaluate(`window.wanted = '${text}'`);
    const begun = Date.now();
    await fetch(`${url}/api/v1/simulator/leo/messages`, {
      ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' } },
      body: JSON.stringify({ chatId, text }),
    });
    await page.waitForFunction(`window.seen['${text}'] > 0`);
    took.push((await number(page, `window.seen['${text}']`)) - begun);
    await page.waitForTimeout(300);
  }
  return took;
}

const at = (values: readonly number[], share: number): number =>
  [...values].sort((one, other) => one - other)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const spread = (values: readonly number[]): string =>
  `p50 ${ms(at(values, 0.5))}, p95 ${ms(at(values, 0.95))}, longest ${ms(at(values, 1))}`;

async function run(dialogs: number): Promise<void> {
  await withFolder(async (folder) => {
    const embedded = await startEmbeddedPostgres(folder);
    try {
      const indexSeconds = await prepare(embedded.url, dialogs);
      const env = { DATABASE_URL: embedded.url, SIGNALBOX_SECRET: 'a-secret-of-the-bench', DEMO: '0' };
      const app = await startSignalbox(`${folder}/data`, env);
      const url = `http://127.0.0.1:${app.port}`;
      const browser = await openBrowser();
      try {
        const { all, byCut, one } = await listTimes(`${url}/api/v1`);
        const { answer } = await get<Listed>(`${url}/api/v1/dialogs?tab=all&limit=1`);
        const [newest] = answer.items;
        if (!newest) throw new Error('the list is empty');
        const page = await openPage(browser);
        const paints: number[] = [];
        for (let n = 0; n < 8; n += 1) paints.push(await firstPaint(page, url));
        const scrolled = await scrolling(page);
        const took = await arrivals(page, url, newest);
        const slowest = [...byCut]
          .sort(([, left], [, right]) => at(right, 0.95) - at(left, 0.95))
          .slice(0, 3);
        const lines = [
          `\`node bench/desk.ts ${dialogs}\`, goals: page p95 < 100 ms, first paint < 300 ms, a message < 500 ms.`,
          '',
          `| ${dialogs} dialogs, ${2 * dialogs} messages | |`,
          '|---|---|',
          `| a page of ${pageSize}, ${cuts.length} cuts, three pages deep | ${spread(all)} |`,
          `| slowest cuts (p95) | ${slowest.map(([cut, times]) => `\`${decodeURIComponent(cut)}\` ${ms(at(times, 0.95))}`).join(', ')} |`,
          `| baseline: one dialog by its key | ${spread(one)} |`,
          `| page / baseline (p95) | ${(at(all, 0.95) / at(one, 0.95)).toFixed(1)} |`,
          `| first rows painted behind their data | ${spread(paints)} |`,
          `| frames over 50 ms while scrolling to row ${scrolled.rows} | ${scrolled.slow} of ${scrolled.frames} |`,
          `| a message on another screen, ${messages} times | ${spread(took)} |`,
          `| all dialogs and messages indexed in | ${indexSeconds.toFixed(0)} s |`,
        ];
        process.stdout.write(`${lines.join('\n')}\n`);
        if (dialogs >= 1_000_000) await writeDesk(lines.join('\n'));
      } finally {
        await browser.close();
        await app.stop();
      }
    } finally {
      await embedded.stop({ remove: true });
    }
  });
}

await run(Number(process.argv[2] ?? 1_000_000));
