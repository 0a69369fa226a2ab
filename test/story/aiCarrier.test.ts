/** AI tasks carried over bad endpoints, stops and crashes, on a real database: no dialog stays stuck, nothing false is said. */
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AiEndpoint, createAi, sampleMedia } from '../../src/ai/ai.ts';
import { applyFunnel } from '../../src/funnel/funnel.ts';
import { endLostTasks } from '../../src/outbox/carryAi.ts';
import { type Delivery, startDelivery } from '../../src/outbox/outbox.ts';
import {
  type Connection,
  countBacklog,
  createSealer,
  ensureDefaultSpace,
  insertSignals,
  listAiUsage,
  listDialogs,
  listMessages,
  mayAskAi,
} from '../../src/store/store.ts';
import { runBatch, type TurnContext } from '../../src/turn/turn.ts';
import { bad, says, startAiEndpoint, type TestAiEndpoint } from '../support/aiEndpoint.ts';
import { eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let test: TestDatabase;
let endpoint: TestAiEndpoint;
let spaceId = '';
let botId = '';
let lane = 0;
let turns: TurnContext;
let delivery: Delivery | null = null;
let nextChat = 1;
let problems: unknown[] = [];

beforeAll(async () => {
  test = await testDatabase();
  endpoint = await startAiEndpoint();
  ({ spaceId } = await ensureDefaultSpace(test.database, randomUUID));
  const sealer = createSealer('a secret of the test');
  const applied = await applyFunnel(
    test.database,
    { spaceId, publicUrl: 'https://crm.example', env: {}, sealer, newId: randomUUID },
    {
      version: 1,
      bots: [
        {
          ...{ key: 'mia', name: 'Mia', channel: 'simulator', start: 'A/talk' },
          ai: {
            decideModel: 'small',
            replyModel: 'big',
            disclosure: false,
            fallback: 'A colleague will write.',
          },
          flows: [{ key: 'A', steps: [{ key: 'talk', kind: 'aiReply', goal: 'Talk' }] }],
        },
      ],
    },
  );
  botId = applied.bots[0]?.id ?? '';
  const [row] = await test.database.query<{ lane: number }>('select lane from bot where id = $1', [botId]);
  lane = row?.lane ?? 0;
  turns = {
    database: test.database,
    now: Date.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    scripts: null,
  };
});
afterAll(async () => {
  await endpoint?.stop();
  await test?.drop();
});
beforeEach(() => {
  problems = [];
  endpoint.requests.length = 0;
});
afterEach(async () => {
  await delivery?.stop();
  delivery = null;
  await test.database.query('delete from outbox');
  expect(problems).toEqual([]);
});

const insertSignal = async (connection: Connection, signal: object, to: number): Promise<void> => {
  await insertSignals(connection, [{ lane: to, payload: JSON.stringify(signal) }]);
};

/** The delivery with an AI of short patience. */
function start(more: { callMs?: number; taskMs?: number } = {}): void {
  const ai = createAi({
    wayTo: () => ({ check: (url) => ({ ok: true, value: new URL(url) }), agentFor: () => new Agent() }),
    now: Date.now,
    version: '1',
    readMedia: async (job) => sampleMedia(job),
    ...{ callMs: 200, taskMs: 2500, ...more },
  });
  const place: AiEndpoint = {
    ...{ baseUrl: endpoint.url, apiKey: null, decideModel: 'small', replyModel: 'big' },
    ...{ temperature: null, named: 'byOwner' },
  };
  delivery = startDelivery({
    database: test.database,
    now: Date.now,
    laneOf: () => lane,
    spaceOf: () => spaceId,
    clockOffsetOf: () => 0,
    insertSignal,
    messages: [{ channel: 'simulator', instant: true }],
    webhooks: {
      call: () => Promise.reject(new Error('no webhook is expected here')),
      retryDelay: () => null,
      readAnswer: () => ({ saved: {}, missing: [] }),
    },
    ai: { run: (job, lead, signal) => ai.run(job, lead, place, signal) },
    onDelivered: () => undefined,
    onProblem: (error) => problems.push(error),
  });
}

async function turn(): Promise<void> {
  while ((await countBacklog(test.database)) > 0) await runBatch(turns, lane);
}

/** A lead whose first message has made the step ask its AI. */
async function asks(text = 'hello'): Promise<number> {
  const chatId = nextChat++;
  const action = { did: 'wrote', text };
  await insertSignal(
    test.database,
    { kind: 'update', at: Date.now(), botId, chatId, name: 'Ann', username: '', action },
    lane,
  );
  await turn();
  return chatId;
}

const dialogOf = async (chatId: number) => {
  const [dialog] = await listDialogs(
    test.database,
    spaceId,
    { bot: 'mia', chatId },
    { before: null, limit: 1 },
  );
  if (!dialog) throw new Error(`no dialog with ${chatId}`);
  return dialog;
};

async function said(chatId: number): Promise<string[]> {
  const { id } = await dialogOf(chatId);
  const messages = await listMessages(test.database, id, { from: null, limit: 100, order: 'asc' });
  return messages.filter(({ direction }) => direction === 'out').map(({ text }) => text);
}

const until = (what: string, look: () => Promise<boolean>) =>
  eventually(what, async () => {
    await turn();
    return (await look()) ? true : null;
  });

const tasks = () =>
  test.database.query<{ state: string; attempts: number; age: number }>(
    `select state, attempts, extract(epoch from now() - not_before)::float8 as age from outbox where kind = 'ai'`,
  );

type Logged = { outcome: string; document: string };

const logOf = async (chatId: number): Promise<Logged[]> => {
  const { id } = await dialogOf(chatId);
  return test.database.query<Logged>(
    `select outcome, document from journal where dialog_id = $1 and kind = 'ai' order by id`,
    [id],
  );
};

describe('an endpoint that', () => {
  it.each(Object.entries(bad))(
    '%s leaves the dialog to a person, says nothing false, and is logged',
    async (_, behaviour) => {
      endpoint.behave(behaviour);
      start();
      const chatId = await asks();
      await until('an error', async () => (await dialogOf(chatId)).status === 'error');
      expect(await said(chatId)).toEqual(['A colleague will write.']);
      expect(await tasks()).toEqual([]);
      const [log] = await logOf(chatId);
      expect(log?.outcome).toBe('failed');
      expect(JSON.parse(log?.document ?? '')).toMatchObject({
        reason: expect.stringMatching(/^the AI/),
        ai: { task: 'turn', model: 'small, big', calls: expect.any(Number) },
      });
    },
  );

  it('answers is logged without a word of prompt or answer, and counted in the same moment', async () => {
    endpoint.behave(says('Tea is a fine thing.'));
    start();
    const chatId = await asks('I like tea');
    await until('an answer', async () => (await said(chatId)).length === 1);
    const logs = await logOf(chatId);
    expect(logs.map(({ outcome }) => outcome)).toEqual(['ok']);
    expect(logs[0]?.document).not.toMatch(/fine thing|like tea/);
    const { id } = await dialogOf(chatId);
    const filter = { botId, day: null, dialog: String(id) };
    expect(await listAiUsage(test.database, spaceId, filter, { offset: 0, limit: 9 })).toMatchObject([
      { bot: 'mia', promptTokens: 200, completionTokens: 40, calls: 2 },
    ]);
  });
});

describe('the chats of a business account', () => {
  const owner = 77;
  const consents = (aiConsent: unknown) =>
    test.database.query(
      `update bot set document = case when $2::jsonb is null then document - 'business'
         else document || jsonb_build_object('business', jsonb_build_object('aiConsent', $2::jsonb)) end
       where id = $1`,
      [botId, aiConsent === null ? null : JSON.stringify(aiConsent)],
    );

  /** A lead of the account whose question waits for the AI. */
  const asksTheAccount = async (): Promise<number> => {
    await test.database.query(
      `insert into telegram_business (bot_id, connection, owner_id, owner_chat_id, enabled)
       values ($1, 'account', $2, $2, true) on conflict do nothing`,
      [botId, owner],
    );
    const chatId = await asks();
    await test.database.query(`update dialog set connection = 'account' where chat_id = $1`, [chatId]);
    return chatId;
  };
  const mayAsk = async (chatId: number) => mayAskAi(test.database, (await dialogOf(chatId)).id);

  it('go to no endpoint without the owner’s consent', async () => {
    const chatId = await asksTheAccount();
    endpoint.behave(says('never said'));
    for (const refused of [null, false, [], [owner + 1], ['77'], { owner }]) {
      await consents(refused);
      expect(await mayAsk(chatId), JSON.stringify(refused)).toBe(false);
    }
    start();
    await until('a person', async () => (await tasks()).length === 0 && (await said(chatId)).length === 1);
    expect(endpoint.requests).toEqual([]);
    const [log] = await logOf(chatId);
    expect(log?.document).toContain('the owner of the business account has not consented to the AI');
    await consents(null);
    expect(await mayAsk(await asks())).toBe(true);
  });

  it('go there with it', async () => {
    const chatId = await asksTheAccount();
    for (const given of [true, [1, owner]]) {
      await consents(given);
      expect(await mayAsk(chatId)).toBe(true);
    }
    endpoint.behave(says('With pleasure'));
    start();
    await until('an answer', async () => (await said(chatId)).includes('With pleasure'));
    await consents(null);
  });
});

describe('a task', () => {
  it('goes back at a stop, as old as it is, and is carried out after the restart', async () => {
    endpoint.behave(bad.hangs);
    start({ callMs: 60_000, taskMs: 60_000 });
    const chatId = await asks();
    await until('a hanging call', async () => endpoint.hanging() === 1);
    await test.database.query(`update outbox set not_before = not_before - interval '30 s'`);
    await delivery?.stop();
    const [row] = await tasks();
    expect(row).toMatchObject({ state: 'pending', attempts: 0 });
    expect(row?.age).toBeGreaterThan(29);
    endpoint.behave(says('Here again'));
    start();
    await until('an answer', async () => (await said(chatId)).length === 1);
    expect(await said(chatId)).toEqual(['Here again']);
  });

  it('that is too old by then is not begun any more', async () => {
    endpoint.behave(says('Too late'));
    const chatId = await asks();
    await test.database.query(
      `update outbox set document = jsonb_set(document::jsonb, '{askedAt}', to_jsonb((document::jsonb ->> 'askedAt')::bigint - 46000))::text`,
    );
    start();
    await until('an error', async () => (await dialogOf(chatId)).status === 'error');
    expect(endpoint.requests).toEqual([]);
    expect(await said(chatId)).toEqual(['A colleague will write.']);
  });

  it('whose process died is put away after a minute, once', async () => {
    endpoint.behave(says('never asked'));
    const chatId = await asks();
    await test.database.query(
      `update outbox set state = 'sending', attempts = 1, started_at = now() - interval '59 s'`,
    );
    const context = { database: test.database, now: Date.now, insertSignal, clockOffsetOf: () => 0 };
    await endLostTasks(context);
    expect(await tasks()).toHaveLength(1);
    await test.database.query(`update outbox set started_at = now() - interval '61 s'`);
    await Promise.all(Array.from({ length: 4 }, () => endLostTasks(context)));
    expect(await tasks()).toEqual([]);
    expect(await countBacklog(test.database)).toBe(1);
    await until('an error', async () => (await dialogOf(chatId)).status === 'error');
    expect(await logOf(chatId)).toHaveLength(1);
  });

  it('of a dialog that is gone is gone as well, with its translations', async () => {
    const chatId = await asks();
    const { id } = await dialogOf(chatId);
    await test.database.query(
      `insert into message_translation (dialog_id, message_id, language, of_text, text)
       values ($1, 1, 'ru', md5('x')::uuid, 'x')`,
      [id],
    );
    await test.database.query('delete from dialog where id = $1', [id]);
    expect(await tasks()).toEqual([]);
    expect(await test.database.query('select 1 from message_translation where dialog_id = $1', [id])).toEqual(
      [],
    );
  });
});
