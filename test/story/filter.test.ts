/** A filter finds exactly the dialogs in which its condition holds: by SQL, by search, over HTTP. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as contract from '../../src/api/contract.ts';
import {
  type Condition,
  compileCondition,
  conditionSql,
  formatCondition,
  markEntries,
  parseCondition,
  searchEntries,
} from '../../src/condition/condition.ts';
import { blockSize } from '../../src/store/searchBits.ts';
import { emptyVocabulary, indexBatch } from '../../src/store/searchIndexing.ts';
import { type DialogSearch, SearchTooLong, searchDialogs } from '../../src/store/searchReading.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, type Reply } from '../support/client.ts';
import {
  asked,
  condition,
  currency,
  day,
  factsOf,
  type Lead,
  lead,
} from '../support/conditionArbitraries.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertLeads, type LeadSpace, makeLeadSpace, updateLead } from '../support/leads.ts';

const offset = 3 * day;
const campaigns = ['summer', 'winter'];
// A lead of a campaign that is gone has none.
const known = (one: Lead): Lead => ({
  ...one,
  campaign: campaigns.includes(one.campaign ?? '') ? one.campaign : null,
});

let store: TestDatabase;
let space: LeadSpace;

async function open(): Promise<void> {
  store = await testDatabase();
  space = await makeLeadSpace(store.database, offset, campaigns);
}

const samples = (count: number, seed: number, of = [...campaigns, 'gone']): Lead[] =>
  fc.sample(lead(of), { numRuns: count, seed });

const conditions = (count: number, seed: number): Condition[] =>
  fc.sample(condition, { numRuns: count, seed });

const holding = (one: Condition, leads: ReadonlyMap<number, Lead>): number[] => {
  const holds = compileCondition(one);
  return [...leads]
    .filter(([, person]) => holds(factsOf(known(person))))
    .map(([id]) => id)
    .sort((left, right) => right - left);
};

const search = (one: Condition, more: Partial<DialogSearch> = {}): Promise<number[]> =>
  searchDialogs(store.database, space.id, { condition: one, now: asked, before: null, limit: 1000, ...more });

async function index(limit = 10_000): Promise<void> {
  const vocabulary = emptyVocabulary();
  for (let count: number | null = 1; count; ) {
    count = await store.database.transaction((connection) => indexBatch(connection, vocabulary, limit));
  }
}

const zip = (ids: readonly number[], leads: readonly Lead[]): Map<number, Lead> =>
  new Map(ids.map((id, n) => [id, leads[n] ?? fail()]));

function fail(): never {
  throw new Error('fewer leads than numbers');
}

describe('the SQL of a condition', () => {
  beforeAll(open);
  afterAll(() => store.drop());

  it('finds what the evaluator finds, of any condition among any dialogs', async () => {
    const leads = zip(await insertLeads(store.database, space, samples(400, 1)), samples(400, 1));
    let found = 0;
    for (const one of conditions(1200, 2)) {
      const sql = conditionSql(one, {
        ...{ now: '($1::numeric + bot.clock_offset_ms)', currency: '$2::text', firstParameter: 3 },
      });
      const rows = await store.database.query<{ id: number }>(
        `select dialog.id from dialog join bot on bot.id = dialog.bot_id
         where $1::numeric is not null and $2::text is not null and ${sql.text} order by dialog.id desc`,
        [asked, currency, ...sql.values],
      );
      const wanted = holding(one, leads);
      expect(
        rows.map(({ id }) => id),
        formatCondition(one),
      ).toEqual(wanted);
      found += wanted.length === 0 || wanted.length === leads.size ? 0 : 1;
    }
    // Otherwise it would only show that nothing equals nothing.
    expect(found).toBeGreaterThan(500);
  });

  it('takes every sign of a person as a parameter', () => {
    const hostile = `x' or true --`;
    const text: Condition = {
      kind: 'and',
      conditions: [
        {
          kind: 'compare',
          operand: { of: 'field', key: hostile },
          operator: 'has',
          literal: { is: 'text', text: hostile },
        },
        { kind: 'compare', operand: { of: 'last', event: hostile }, operator: 'isEmpty', literal: null },
      ],
    };
    const sql = conditionSql(text, { now: 'now', currency: 'currency', firstParameter: 1 });
    expect(sql.text).not.toContain('true --');
    expect(sql.values).toEqual([hostile, hostile, hostile]);
  });
});

describe('search', () => {
  beforeEach(open);
  const drop = (): Promise<void> => store.drop();

  it('answers of this moment whatever it has caught up with', async () => {
    const leads = new Map<number, Lead>();
    const add = async (people: Lead[]): Promise<void> => {
      for (const [id, one] of zip(await insertLeads(store.database, space, people), people))
        leads.set(id, one);
    };
    const check = async (count: number, seed: number): Promise<void> => {
      for (const one of conditions(count, seed)) {
        expect(await search(one), formatCondition(one)).toEqual(holding(one, leads));
      }
    };
    await add(samples(150, 3));
    await check(60, 4);
    await index(40);
    await check(300, 5);
    await add(samples(60, 6));
    const changed = samples(100, 7);
    for (const [n, id] of [...leads.keys()].filter((id) => id % 3 === 0).entries()) {
      const one = changed[n] ?? fail();
      await updateLead(store.database, space, id, one);
      leads.set(id, one);
    }
    const gone = [...leads.keys()].filter((id) => id % 5 === 0);
    await store.database.query('delete from dialog where id = any ($1::bigint[])', [gone]);
    for (const id of gone) leads.delete(id);
    await check(150, 8);
    await index(7);
    await check(300, 9);
    await drop();
  });

  it('knows of each dialog what it is now, and of those that are gone nothing', async () => {
    const people = samples(200, 10, campaigns);
    const ids = await insertLeads(store.database, space, people);
    await index(50);
    const changed = samples(200, 11, campaigns);
    const leads = new Map<number, Lead>();
    for (const [n, id] of ids.entries()) {
      const one = changed[n] ?? fail();
      if (n % 2 === 0) await updateLead(store.database, space, id, one);
      leads.set(id, n % 2 === 0 ? one : (people[n] ?? fail()));
    }
    const gone = ids.filter((_, n) => n % 7 === 0);
    await store.database.query('delete from dialog where id = any ($1::bigint[])', [gone]);
    for (const id of gone) leads.delete(id);
    await index(30);
    const stored = await readMarks();
    for (const [id, one] of leads) expect(stored.get(id)).toEqual(expectedMarks(one));
    expect([...stored.keys()].sort()).toEqual([...leads.keys()].sort());
    // A lead's own words leave with the lead.
    await store.database.query('delete from dialog');
    await index();
    const words = await store.database.query(`select value from search_term where value ~ '^[v#nlm]'`);
    const rows = await store.database.query(
      'select 1 from search_bits union all select 1 from dialog_search',
    );
    expect([words, rows]).toEqual([[], []]);
    await drop();
  });

  it('finds values, and pieces of them, that are too many to have a term each', async () => {
    const [first = fail()] = samples(1, 12);
    const word = (n: number): string => `${n.toString(36)}-${(n * 7919) % 10_007}x`;
    const people = [...Array(2600).keys()].map(
      (n): Lead => ({
        ...first,
        ...{ name: `Lead ${word(n)}`, username: word(n + 1) },
        fields: { id: word(n), list: [word(n), 'same'], number: n * 3 },
        tracker: { [`key${n % 2300}`]: 'here' },
      }),
    );
    const leads = zip(await insertLeads(store.database, space, people), people);
    await index(900);
    for (const n of [0, 5, 999, 1000, 1234, 2599]) {
      for (const text of [
        `fields.id = "${word(n)}"`,
        `not fields.id = "${word(n)}" and name has "${word(n).slice(0, 4)}"`,
        `fields.id has "${word(n).slice(1, 6)}"`,
        `name has "${word(n)}" or username = "${word(n)}"`,
        `fields.list = "${word(n)}" and fields.list has same`,
        `fields.number = ${n * 3}`,
        `fields.number > ${n * 3 - 4} and fields.number <= ${n * 3 + 1}`,
        `tracker.key${n % 2300} = here`,
        `tracker.key${n % 2300} is not empty`,
        `not tracker.key${n % 2300} is empty and fields.id has "x"`,
        `tracker.key${n % 2300} != here and fields.number < 30`,
      ]) {
        const parsed = parseCondition(text, 'lead');
        if (!parsed.ok) throw new Error(`${text}: ${parsed.reason.reason}`);
        const wanted = holding(parsed.value, leads).slice(0, 1000);
        expect(await search(parsed.value), text).toEqual(wanted);
      }
    }
    await drop();
  });

  it('leafs through pages over many blocks, of one bot or of all', async () => {
    const leads = new Map<number, Lead>();
    for (let part = 0; part < 6; part += 1) {
      const people = samples(30, 13 + part);
      // Numbers far from each other, as they are after years.
      const next = part * part * blockSize * 5 + blockSize - 10;
      await store.database.query(`select setval(pg_get_serial_sequence('dialog', 'id'), $1)`, [next]);
      for (const [id, one] of zip(await insertLeads(store.database, space, people), people))
        leads.set(id, one);
      if (part === 3) await index();
    }
    for (const one of conditions(40, 14)) {
      for (const bot of [undefined, 'now', 'ahead']) {
        const wanted = holding(one, leads).filter(
          (id) => !bot || leads.get(id)?.offset === (bot === 'now' ? 0 : offset),
        );
        const found: number[] = [];
        for (let page = [0]; page.length > 0; found.push(...page)) {
          const before = found.length > 0 ? String(found.at(-1)) : null;
          page = await search(one, { before, limit: 11, ...(bot ? { bot } : {}) });
          expect(page.length).toBe(Math.min(11, wanted.length - found.length));
        }
        expect(found, formatCondition(one)).toEqual(wanted);
      }
    }
    await drop();
  });

  it('gives up in time and says so', async () => {
    await insertLeads(store.database, space, samples(300, 20));
    const slow: Condition = { kind: 'or', conditions: conditions(400, 21) };
    await expect(search(slow, { longestMs: 1 })).rejects.toThrow(SearchTooLong);
    // The connection is none the worse for it.
    expect(await search({ kind: 'or', conditions: [] })).toEqual([]);
    await drop();
  });
});

describe('GET /dialogs?filter=', () => {
  let app: App;
  let client: Client;
  beforeAll(async () => {
    app = await startApp();
    client = new Client(app);
    await client.acts('leo', 41, { name: 'Ann', start: '' });
    await client.acts('leo', 42, { name: 'Bob', start: '' });
    await client.acts('leo', 43, { name: 'Ann & Bob', start: '' });
  });
  afterAll(async () => {
    await app.stop();
  });

  const ask = (query: Record<string, string>): Promise<Reply> =>
    client.api('GET', `/dialogs?${new URLSearchParams(query)}`);
  const chats = async (query: Record<string, string>): Promise<number[]> => {
    const { status, body } = await ask(query);
    expect(status, JSON.stringify(body)).toBe(200);
    return contract
      .pageOf(contract.dialog)
      .parse(body)
      .items.map(({ chatId }) => chatId);
  };

  it('lists the dialogs in which the condition holds, newest first', async () => {
    expect(await chats({ filter: 'name has Ann' })).toEqual([43, 41]);
    expect(await chats({ filter: 'status = waiting and not name has Bob' })).toEqual([41]);
    expect(await chats({ filter: 'created < 1h and step = Welcome/hello' })).toEqual([43, 42, 41]);
    expect(await chats({ filter: 'event = sale' })).toEqual([]);
  });

  it('goes together with the other parameters', async () => {
    const filter = 'name has Ann';
    expect(await chats({ filter, bot: 'leo', status: 'waiting' })).toEqual([43, 41]);
    expect(await chats({ filter, bot: 'leo', status: 'manual' })).toEqual([]);
    expect(await chats({ filter, bot: 'leo', chatId: '41' })).toEqual([41]);
    expect(await chats({ filter, bot: 'leo', chatId: '42' })).toEqual([]);
    expect(await chats({ filter, chatId: '43' })).toEqual([43]);
    expect(await chats({ filter, clickid: 'unheard-of' })).toEqual([]);
    expect(await chats({ filter, bot: 'nobody' })).toEqual([]);
  });

  it('leafs on where the page before ended', async () => {
    const first = contract
      .pageOf(contract.dialog)
      .parse((await ask({ filter: 'name has n', limit: '1' })).body);
    expect(first.items.map(({ chatId }) => chatId)).toEqual([43]);
    expect(await chats({ filter: 'name has n', cursor: first.nextCursor ?? '' })).toEqual([41]);
  });

  it('knows at once what has just happened', async () => {
    for (const chatId of [41, 42, 43]) {
      const { id } = await client.dialog('leo', chatId);
      const fields = { [`mark${chatId}`]: 'here' };
      expect((await client.api('PATCH', `/dialogs/${id}`, { fields })).status).toBe(200);
      expect(await chats({ filter: `fields.mark${chatId} = here` })).toEqual([chatId]);
    }
  });

  it('that is empty is a search box that was cleared: everything is shown', async () => {
    expect(await chats({ filter: ' ' })).toEqual(await chats({}));
  });

  it.each([
    ['cost >', 7],
    ['cost > many', 8],
    ['status = asleep', 10],
    ['fields.a = 1 und fields.b = 2', 14],
    ['name = "\0"', 9],
    ['('.repeat(60), 51],
    [`name = ${'x'.repeat(5000)}`, 4001],
  ])('refuses %j and says where and what it expected', async (filter, sign) => {
    const reply = await ask({ filter });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({
      error: { code: 'invalid_parameter', parameters: [{ name: 'filter' }] },
    });
    expect(JSON.stringify(reply.body)).toContain(`at character ${sign}: expected`);
  });
});

/** Dialog -> what its bits say, from the bits alone. */
async function readMarks(): Promise<Map<number, Set<string>>> {
  const rows = await store.database.query<{ key: string; value: string; block: number; bits: Buffer }>(
    'select key, value, block, bits from search_bits join search_term on search_term.id = search_bits.term',
  );
  const marks = new Map<number, Set<string>>();
  for (const { key, value, block, bits } of rows) {
    for (let at = 0; at < bits.length; at += 2) {
      const id = block * blockSize + bits.readUInt16LE(at);
      const known = marks.get(id) ?? new Set<string>();
      marks.set(id, known.add(`${key} ${value}`));
    }
  }
  return marks;
}

function expectedMarks(one: Lead): Set<string> {
  const entries = searchEntries({
    ...one,
    botId: space.bots.get(one.offset) ?? fail(),
    campaignId: space.campaigns.get(one.campaign ?? '') ?? null,
  });
  const marks = new Set<string>();
  const short = (_: string, value: string): boolean => value.length <= 65;
  markEntries(entries, short, (key, mark) => marks.add(`${key} ${mark}`));
  return marks;
}
