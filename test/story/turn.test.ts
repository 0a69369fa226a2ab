/** Batches of turns on a real database: what was asked for at different times is decided at once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyFunnel } from '../../src/funnel/funnel.ts';
import type { DialogChange, Signal } from '../../src/signal/signal.ts';
import {
  countBacklog,
  createSealer,
  ensureDefaultSpace,
  insertSignals,
  listDialogs,
  listMessages,
  listRequests,
  sweepKept,
} from '../../src/store/store.ts';
import { runBatch, type TurnContext } from '../../src/turn/turn.ts';
import { eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

/** 35 steps in a row with 30 messages each: legal, and more than one turn can number. */
const flood = Array.from({ length: 35 }, (_, n) => ({
  key: n === 0 ? 'flood' : `flood-${n}`,
  kind: 'sendMessage',
  messages: Array.from({ length: 30 }, (_, m) => ({ text: `${n} ${m}` })),
  next: n === 34 ? 'rest' : `flood-${n + 1}`,
}));

const funnel = {
  version: 1,
  bots: [
    {
      key: 'leo',
      name: 'Leo',
      channel: 'simulator',
      start: 'A/rest',
      flows: [
        {
          key: 'A',
          steps: [
            {
              key: 'rest',
              kind: 'sendMessage',
              messages: [{ text: 'hello' }],
              finish: 'waiting',
              stay: true,
            },
            { key: 'talk', kind: 'aiReply', goal: 'talk' },
            ...flood,
            { key: 'short', kind: 'customDelay', for: '1ms', next: 'woke' },
            { key: 'long', kind: 'customDelay', for: '1d', next: 'woke' },
            { key: 'woke', kind: 'sendMessage', messages: [{ text: 'woke' }], finish: 'waiting', stay: true },
            { key: 'pays', kind: 'sendTrackerEvent', event: 'sale', cost: '5', tid: '7', next: 'rest' },
            { key: 'pays-again', kind: 'sendTrackerEvent', event: 'sale', cost: '5', tid: '8', next: 'rest' },
          ],
        },
      ],
    },
  ],
  campaigns: [{ key: 'summer', bot: 'leo', start: 'A/rest', autoActions: [] }],
  postbacks: [
    { key: 'partner', network: 'custom' },
    { key: 'onewin', network: '1win' },
  ],
};

let test: TestDatabase;
let turns: TurnContext;
let spaceId = '';
let botId = '';
let lane = 0;
let campaignId = '';
const postbacks = new Map<string, string>();
let nextChat = 1;

beforeAll(async () => {
  test = await testDatabase();
  ({ spaceId } = await ensureDefaultSpace(test.database, randomUUID));
  const sealer = createSealer('a secret of the test');
  const context = { spaceId, publicUrl: 'https://crm.example', env: {}, sealer, newId: randomUUID };
  const applied = await applyFunnel(test.database, context, funnel);
  botId = applied.bots[0]?.id ?? '';
  campaignId = applied.campaigns[0]?.id ?? '';
  for (const { key, id } of applied.postbacks) postbacks.set(key, id);
  const [row] = await test.database.query<{ lane: number }>('select lane from bot where id = $1', [botId]);
  lane = row?.lane ?? 0;
  turns = {
    database: test.database,
    now: Date.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    scripts: null,
  };
});
afterAll(() => test?.drop());

/** All of them wait when the batch begins. */
async function together(...signals: Signal[]): Promise<void> {
  await insertSignals(
    test.database,
    signals.map((signal) => ({ lane, payload: JSON.stringify(signal) })),
  );
  while ((await countBacklog(test.database)) > 0) await runBatch(turns, lane);
}

const started = (chatId: number, payload: string): Signal => ({
  ...{ kind: 'update', at: Date.now(), botId, chatId, name: 'Ann', username: '' },
  action: { did: 'start', payload },
});

const updateDialog = (chatId: number, change: DialogChange): Signal => ({
  ...{ kind: 'webhook', at: Date.now(), webhookId: 'w', botId, chatId, change, newFields: [], guards: {} },
  request: { method: 'GET', url: '', contentType: '', body: '' },
});

const to = (step: string): DialogChange => ({ move: { flow: 'A', step } });

const postback = (query: string, at = Date.now(), key = 'partner'): Signal => ({
  ...{ kind: 'postback', at, postbackId: postbacks.get(key) ?? '' },
  request: { method: 'GET', url: `/x?${query}`, contentType: '', body: '' },
});

async function clicked(): Promise<{ chatId: number; clickid: string }> {
  const chatId = nextChat++;
  const clickid = `click-${chatId}`;
  await test.database.query(`insert into click (clickid, campaign_id, parameters) values ($1, $2, '{}')`, [
    clickid,
    campaignId,
  ]);
  return { chatId, clickid };
}

async function newLead(): Promise<{ chatId: number; clickid: string }> {
  const lead = await clicked();
  await together(started(lead.chatId, lead.clickid));
  // Everything said so far has gone out.
  await test.database.query('delete from outbox');
  return lead;
}

async function dialogOf(chatId: number) {
  const [dialog] = await listDialogs(
    test.database,
    spaceId,
    { bot: 'leo', chatId },
    { before: null, limit: 1 },
  );
  if (!dialog) throw new Error(`no dialog with ${chatId}`);
  return dialog;
}

async function texts(chatId: number): Promise<string[]> {
  const { id } = await dialogOf(chatId);
  const messages = await listMessages(test.database, id, { from: null, limit: 100, order: 'asc' });
  return messages
    .filter(({ direction, state }) => direction === 'out' && state !== 'cancelled')
    .map(({ text }) => text);
}

const outcomes = async (count: number) =>
  (await listRequests(test.database, spaceId, { kinds: ['postback'] }, { before: null, limit: count }))
    .map(({ outcome, document }) => (outcome === 'failed' ? `failed: ${document.reason}` : outcome))
    .reverse();

/** Until the dialog's timer is due, so that the next batch takes it along. */
const timerIsDue = (chatId: number) =>
  eventually('the timer', async () => {
    const [row] = await test.database.query<{ due: boolean }>(
      'select wake_at <= now() as due from dialog where bot_id = $1 and chat_id = $2',
      [botId, chatId],
    );
    return row?.due ? true : null;
  });

describe('a timer that is due', () => {
  it('ends its delay', async () => {
    const { chatId } = await newLead();
    await together(updateDialog(chatId, to('short')));
    await timerIsDue(chatId);
    await runBatch(turns, lane);
    expect(await texts(chatId)).toEqual(['hello', 'woke']);
  });

  it('does not end the delay that a move of the same batch has just begun', async () => {
    const { chatId } = await newLead();
    await together(updateDialog(chatId, to('short')));
    await timerIsDue(chatId);
    await together(updateDialog(chatId, to('long')));
    await runBatch(turns, lane);
    expect(await dialogOf(chatId)).toMatchObject({ step: 'long', status: 'auto' });
    expect(await texts(chatId)).toEqual(['hello']);
  });

  it('and cannot be worked off is stopped once, and the dialog shows it', async () => {
    const { chatId } = await newLead();
    await together(updateDialog(chatId, to('short')));
    // What no code of ours writes: a list of timers that cannot be read.
    await test.database.query(
      `update dialog set state = jsonb_set(state::jsonb, '{timers}', '[null]')::text
       where bot_id = $1 and chat_id = $2`,
      [botId, chatId],
    );
    await timerIsDue(chatId);
    await runBatch(turns, lane);
    const [row] = await test.database.query(
      'select status, wake_at as "wakeAt" from dialog where bot_id = $1 and chat_id = $2',
      [botId, chatId],
    );
    expect(row).toEqual({ status: 'error', wakeAt: null });
  });
});

describe('postbacks that had to wait', () => {
  it('are repeats by when they came, not by when their turn came', async () => {
    const { clickid } = await newLead();
    const query = `clickid=${clickid}&event=resale&cost=5`;
    const at = Date.now() - 120_000;
    await together(postback(query, at), postback(query, at + 60_000), postback(query, at + 61_000));
    expect(await outcomes(3)).toEqual(['applied', 'applied', 'duplicate']);
  });

  it('in one batch with the start of their lead are applied once each, before and after it', async () => {
    const { chatId, clickid } = await clicked();
    const sale = `clickid=${clickid}&event=sale&cost=20&tid=1`;
    await together(
      postback(sale),
      postback(sale),
      started(chatId, clickid),
      postback(sale),
      postback(`${sale}2`),
    );
    expect(await outcomes(4)).toEqual(['applied', 'duplicate', 'duplicate', 'applied']);
    expect(await dialogOf(chatId)).toMatchObject({ balance: { USD: '40' } });
  });

  it('that waited by the hundred for their lead are all applied, and leave the next signal its numbers', async () => {
    const { chatId, clickid } = await clicked();
    const deposit = (tid: number): Signal => postback(`clickid=${clickid}&event=deposit&cost=1&tid=${tid}`);
    await together(...Array.from({ length: 1100 }, (_, n) => deposit(n)));
    await together(started(chatId, clickid));
    await together(deposit(2000));
    expect(await outcomes(1)).toEqual(['applied']);
    await test.database.transaction(sweepKept);
    await together();
    expect(await dialogOf(chatId)).toMatchObject({ balance: { USD: '1101' } });
  });

  it('are taken back by a rejection that came in the same batch', async () => {
    const { chatId, clickid } = await clicked();
    await together(
      started(chatId, clickid),
      postback(`clickid=${clickid}&event=sale&cost=20&tid=1`),
      postback(`clickid=${clickid}&event=rejected&tid=1`),
    );
    expect(await dialogOf(chatId)).toMatchObject({ balance: { USD: '0' } });
  });

  it('for a later click of their lead, in one batch with its return, are known by the first', async () => {
    const { chatId, clickid } = await newLead();
    await together(postback(`clickid=${clickid}&event=sale&cost=20&tid=1`));
    const second = await clicked();
    const again = `clickid=${second.clickid}&event=sale&cost=20&tid=1`;
    await together(postback(again), started(chatId, second.clickid), postback(again));
    expect(await outcomes(3)).toEqual(['applied', 'duplicate', 'duplicate']);
    expect(await dialogOf(chatId)).toMatchObject({ balance: { USD: '20' } });
  });

  it('of a click that another lead has used stay with that one', async () => {
    const first = await newLead();
    const chatId = nextChat++;
    await together(started(chatId, first.clickid), postback(`clickid=${first.clickid}&event=sale&cost=20`));
    expect((await dialogOf(first.chatId)).balance).toEqual({ USD: '20' });
    const other = await dialogOf(chatId);
    expect(other.balance).toEqual({});
    expect(other.clickid).not.toBe(first.clickid);
    expect(other.flow).toBe('A');
  });
});

describe('calls of updateDialog that waited for their lead', () => {
  it('by the hundred leave the next lead its numbers, and only the last of them is heard', async () => {
    const [chatId, next] = [nextChat++, nextChat++];
    const calls = Array.from({ length: 600 }, (_, n) =>
      updateDialog(chatId, to(n === 599 ? 'rest' : 'woke')),
    );
    await together(...calls);
    await together(started(chatId, ''), started(next, ''));
    expect(await dialogOf(chatId)).toMatchObject({ flow: 'A', step: 'rest' });
    expect(await texts(chatId)).toEqual(['hello']);
    expect(await texts(next)).toEqual(['hello']);
    expect(await test.database.query('select from kept where chat_id = $1', [chatId])).toEqual([]);
  });

  it('ask the AI once, for the place where the lead is in the end', async () => {
    const chatId = nextChat++;
    await together(...Array.from({ length: 30 }, () => updateDialog(chatId, to('talk'))));
    await together(started(chatId, ''));
    const { id } = await dialogOf(chatId);
    const asked = await test.database.query(`select from outbox where dialog_id = $1 and kind = 'ai'`, [id]);
    expect(asked).toHaveLength(1);
    await test.database.query('delete from outbox');
  });

  it('that leave behind more than a turn may hold are parked with a reason, and nobody else is harmed', async () => {
    const [chatId, next] = [nextChat++, nextChat++];
    await together(updateDialog(chatId, to('flood')));
    await together(started(chatId, ''), started(next, ''));
    const [row] = await test.database.query<{ reason: string }>(
      `select document::json ->> 'reason' as reason from journal where outcome = 'failed' order by id desc limit 1`,
    );
    expect(row?.reason).toContain('more than 1000');
    expect(await texts(next)).toEqual(['hello']);
  });
});

describe('an event that a step records', () => {
  it('is the one that a network reports in its own words, and the other way round', async () => {
    const { chatId, clickid } = await newLead();
    // 1win calls every deposit `deposit`: whatever the word, one transaction is one deposit.
    const deposit = (tid: number) => `sub1=${clickid}&event=deposit&transaction_id=${tid}&amount=5`;
    await together(postback(deposit(7), Date.now(), 'onewin'));
    expect(await outcomes(1)).toEqual(['applied']);
    await together(updateDialog(chatId, to('pays')));
    expect(await dialogOf(chatId)).toMatchObject({ step: 'rest', balance: { USD: '5' } });
    // A repeat deposit, counted as a resale, is known by the name that it came with.
    await together(updateDialog(chatId, to('pays-again')));
    await together(updateDialog(chatId, to('pays-again')));
    await together(postback(deposit(8), Date.now(), 'onewin'));
    expect(await outcomes(1)).toEqual(['duplicate']);
    const dialog = await dialogOf(chatId);
    expect(dialog.events.map(({ name, tid }) => [name, tid])).toEqual([
      ['resale', '8'],
      ['sale', '7'],
    ]);
    expect(dialog.balance).toEqual({ USD: '10' });
  });
});
