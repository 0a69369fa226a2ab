/** Dialogs of business accounts and all content, on a real database: what a batch of turns leaves behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadAction, ReceivedFile, Signal } from '../../src/signal/signal.ts';
import { type TelegramTurns, telegramTurns } from '../support/telegramTurns.ts';

const funnel = {
  version: 1,
  bots: [
    {
      ...{ key: 'leo', name: 'Leo', channel: 'telegram', token: '4242:AAbbccddeeffgghhiijjkkllmmnnooppqqrr' },
      start: 'A/hello',
      delays: { typingSpeed: 10 },
      notificationGroups: [{ key: 'team', chatId: -100500 }],
      flows: [
        {
          key: 'A',
          steps: [
            {
              ...{ key: 'hello', kind: 'sendMessage', finish: 'waiting', next: 'more' },
              messages: [{ text: '<b>hello</b> {{name}}' }],
              pushes: [{ after: '1s', message: { text: 'push' } }],
            },
            { key: 'more', kind: 'sendMessage', messages: [{ text: 'more' }], finish: 'waiting', stay: true },
          ],
        },
      ],
    },
  ],
};

let turns: TelegramTurns;
beforeAll(async () => {
  turns = await telegramTurns(funnel);
});
afterAll(() => turns?.test.drop());

type Message = {
  direction: string;
  kind: string;
  text: string;
  state: string;
  author: string | null;
  external_id: number | null;
  entities: string | null;
  media: string | null;
  reason: string | null;
  edited_at: Date | null;
  deleted_at: Date | null;
  reply_to: number | null;
  id: number;
};

const messages = (dialog: string): Promise<Message[]> =>
  turns.query<Message>('select * from message where dialog_id = $1 order by id', [dialog]);

const dialogs = (chat: number) =>
  turns.query<{ id: string; connection: string; status: string; step: string | null }>(
    'select id::text as id, connection, status, step from dialog where chat_id = $1 order by connection',
    [chat],
  );

const only = async (chat: number) => {
  const [one, ...others] = await dialogs(chat);
  if (!one || others.length > 0) throw new Error(`${others.length + 1} dialogs`);
  return one;
};

const wrote = (text: string, externalId: number, more = {}) =>
  ({ did: 'wrote', text, told: { externalId, ...more } }) as const;

describe('one person', () => {
  it('has a dialog with the bot and one with each account for which it speaks', async () => {
    const chatId = 11;
    await turns.feed(
      turns.did('leo', wrote('to the bot', 1), { chatId }),
      turns.did('leo', wrote('to c1', 2), { chatId, connection: 'c1' }),
      turns.did('leo', wrote('to c2', 3), { chatId, connection: 'c2' }),
    );
    await turns.feed(turns.did('leo', wrote('again to c1', 4), { chatId, connection: 'c1' }));
    const all = await dialogs(chatId);
    expect(all.map(({ connection, step }) => [connection, step])).toEqual([
      ['', 'hello'],
      ['c1', 'more'],
      ['c2', 'hello'],
    ]);
    const said = await Promise.all(all.map(({ id }) => messages(id)));
    expect(said.map((list) => list.filter((one) => one.direction === 'in').map((one) => one.text))).toEqual([
      ['to the bot'],
      ['to c1', 'again to c1'],
      ['to c2'],
    ]);
    const rows = (await turns.outbox()).filter(({ document }) => document.chatId === chatId);
    expect(rows.filter(({ kind }) => kind === 'message').map(({ document }) => document.connection)).toEqual([
      undefined,
      'c1',
      'c2',
      'c1',
    ]);
  });

  it('is meant by updateDialog in the bot’s own chat, or where it has written last', async () => {
    const call = (chatId: number, tag: string): Signal => ({
      ...{ kind: 'webhook', at: Date.now(), webhookId: 'w', botId: turns.bot('leo'), chatId, newFields: [] },
      ...{ request: { method: 'GET', url: '', contentType: '', body: '' }, guards: {} },
      change: { addTags: [tag] },
    });
    await turns.feed(
      turns.did('leo', wrote('x', 1), { chatId: 12, connection: 'c1' }),
      turns.did('leo', wrote('x', 2), { chatId: 12, connection: 'c2' }),
    );
    await turns.feed(turns.did('leo', wrote('x', 3), { chatId: 12, connection: 'c1' }));
    await turns.feed(call(12, 'latest'));
    await turns.feed(turns.did('leo', wrote('x', 4), { chatId: 12 }));
    await turns.feed(call(12, 'own'));
    const tags = await turns.query(
      'select connection, tags from dialog where chat_id = 12 order by connection',
    );
    expect(tags).toEqual([
      { connection: '', tags: ['own'] },
      { connection: 'c1', tags: ['latest'] },
      { connection: 'c2', tags: [] },
    ]);
  });
});

describe("the account's owner", () => {
  it('writing first begins a dialog in which the flow begins with the lead’s first word', async () => {
    const where = { chatId: 21, connection: 'c1' };
    const owner = { did: 'ownerWrote', media: null, text: 'Hi!', told: { externalId: 5 } } as const;
    await turns.feed(turns.did('leo', owner, where));
    const { id } = await only(21);
    expect(await messages(id)).toMatchObject([
      { direction: 'out', author: 'operator', state: 'sent', text: 'Hi!', external_id: 5 },
    ]);
    expect((await turns.outbox()).filter(({ dialog }) => dialog === id)).toEqual([]);
    await turns.feed(turns.did('leo', wrote('hello', 6), where));
    expect(await only(21)).toMatchObject({ id, step: 'hello', status: 'waiting' });
    await turns.feed(turns.did('leo', wrote('and', 7), where));
    expect(await only(21)).toMatchObject({ step: 'more' });
  });

  it('does not use up what was kept for the lead', async () => {
    const where = { chatId: 22, connection: 'c1' };
    const call: Signal = {
      ...{
        kind: 'webhook',
        at: Date.now(),
        webhookId: 'w',
        botId: turns.bot('leo'),
        chatId: 22,
        newFields: [],
      },
      ...{ request: { method: 'GET', url: '', contentType: '', body: '' }, guards: {} },
      change: { addTags: ['kept'] },
    };
    await turns.feed(call);
    await turns.feed(
      turns.did('leo', { did: 'ownerWrote', media: null, text: 'Hi!', told: { externalId: 5 } }, where),
    );
    expect(await turns.query('select tags from dialog where chat_id = 22')).toEqual([{ tags: [] }]);
    await turns.feed(turns.did('leo', wrote('hello', 6), where));
    expect(await turns.query('select tags from dialog where chat_id = 22')).toEqual([{ tags: ['kept'] }]);
  });
});

describe('the history', () => {
  it('knows the channel’s numbers: replies, edits and deletions find their message', async () => {
    const where = { chatId: 31, connection: 'c1' };
    const bold = [{ type: 'bold', offset: 0, length: 1 }];
    await turns.feed(turns.did('leo', wrote('one', 101, { entities: bold }), where));
    await turns.feed(
      // A reply to a stored message, and one to a message of the same batch.
      turns.did('leo', wrote('two', 102, { replyTo: 101 }), where),
      turns.did('leo', wrote('three', 103, { replyTo: 102 }), where),
      turns.did('leo', wrote('four', 104, { replyTo: 9999 }), where),
      turns.did('leo', { did: 'edited', externalId: 103, text: 'drei', entities: bold }, where),
      turns.did('leo', { did: 'edited', externalId: 101, text: 'eins' }, where),
      turns.did('leo', { did: 'deleted', externalIds: [102, 9998] }, where),
    );
    const { id } = await only(31);
    const own = (await messages(id)).filter(({ direction }) => direction === 'in');
    const number = (text: string) => own.find((one) => one.text === text)?.id;
    expect(
      own.map((one) => [
        one.text,
        one.entities,
        one.reply_to,
        one.edited_at !== null,
        one.deleted_at !== null,
      ]),
    ).toEqual([
      ['eins', null, null, true, false],
      ['two', null, number('eins'), false, true],
      ['drei', JSON.stringify(bold), number('two'), true, false],
      ['four', null, null, false, false],
    ]);
  });

  it('of somebody else with the same numbers stays as it is', async () => {
    await turns.feed(
      turns.did('leo', wrote('mine', 200), { chatId: 32 }),
      turns.did('leo', wrote('theirs', 200), { chatId: 33 }),
    );
    await turns.feed(turns.did('leo', { did: 'edited', externalId: 200, text: 'changed' }, { chatId: 32 }));
    const texts = async (chat: number) => (await messages((await only(chat)).id))[0]?.text;
    expect([await texts(32), await texts(33)]).toEqual(['changed', 'theirs']);
    for (const chatId of [32, 33]) {
      await turns.feed(turns.did('leo', wrote('answer', 201, { replyTo: 200 }), { chatId }));
      const [first, ...rest] = await messages((await only(chatId)).id);
      expect(rest.find(({ text }) => text === 'answer')?.reply_to).toBe(first?.id);
    }
  });

  it('of a chat that has not begun is nobody’s', async () => {
    await turns.feed(turns.did('leo', { did: 'edited', externalId: 1, text: 'x' }, { chatId: 34 }));
    expect(await dialogs(34)).toEqual([]);
    const [row] = await turns.query<{ outcome: string; document: string }>(
      'select outcome, document from journal order by id desc limit 1',
    );
    expect([row?.outcome, JSON.parse(row?.document ?? '{}').reason]).toEqual([
      'ignored',
      'the chat has not begun',
    ]);
  });

  it('keeps every part of an album, its files are fetched, and it is one action', async () => {
    const file = (n: number): ReceivedFile => ({
      ...{ fileId: `f${n}`, uniqueId: `u${n}`, name: 'a.jpg', mime: 'image/jpeg', size: 5 },
    });
    const part = (n: number): LeadAction => ({
      ...{ did: 'sentMedia', media: 'photo' },
      ...(n === 301 ? { text: 'look' } : {}),
      told: { externalId: n, album: 'a', files: [file(n)] },
    });
    await turns.feed(turns.did('leo', wrote('hi', 300), { chatId: 35 }));
    await turns.feed(...[301, 302, 303].map((n) => turns.did('leo', part(n), { chatId: 35 })));
    const { id, step } = await only(35);
    const photos = (await messages(id)).filter(({ kind }) => kind === 'photo');
    expect(photos.map(({ text, media, external_id }) => [text, media, external_id])).toEqual([
      ['look', '{"kind":"photo","files":[]}', 301],
      ['', '{"kind":"photo","files":[]}', 302],
      ['', '{"kind":"photo","files":[]}', 303],
    ]);
    const rows = (await turns.outbox()).filter(({ dialog }) => dialog === id);
    const fetched = rows.filter(({ channel }) => channel === 'file');
    expect(fetched.map(({ message, document }) => [message, document.fileId])).toEqual(
      photos.map(({ id: message }, n) => [message, `f${301 + n}`]),
    );
    expect([step, rows.filter(({ text }) => text === 'more').length]).toEqual(['more', 1]);
  });

  it('keeps contacts and places', async () => {
    const contact = { phone: '+1', firstName: 'Bob', lastName: '' };
    const location = { latitude: 1.5, longitude: 2 };
    await turns.feed(
      turns.did(
        'leo',
        { did: 'sentMedia', media: 'contact', told: { externalId: 1, contact } },
        { chatId: 36 },
      ),
      turns.did(
        'leo',
        { did: 'sentMedia', media: 'location', told: { externalId: 2, location } },
        { chatId: 36 },
      ),
    );
    const kept = (await messages((await only(36)).id)).flatMap(({ media }) =>
      media ? [JSON.parse(media)] : [],
    );
    expect(kept).toEqual([
      { kind: 'contact', files: [], contact },
      { kind: 'location', files: [], location },
    ]);
  });
});

describe('a lead that is forgotten', () => {
  it('and is back in the same batch begins anew, and nothing that it said then is lost', async () => {
    const where = { chatId: 37 };
    await turns.feed(turns.did('leo', wrote('my secret', 1), where));
    const { id } = await only(37);
    const call: Signal = {
      ...{ kind: 'webhook', at: Date.now(), webhookId: 'w', botId: turns.bot('leo'), chatId: 37 },
      ...{ request: { method: 'GET', url: '', contentType: '', body: '' }, newFields: [], guards: {} },
      ...{ requestId: 'once', change: { addTags: ['back'] } },
    };
    await turns.feed(
      turns.did('leo', wrote('/delete_me', 2), where),
      turns.did('leo', wrote('hello again', 3), where),
      call,
    );
    const back = await only(37);
    expect([back.id === id, back.step]).toEqual([false, 'hello']);
    expect((await messages(back.id)).map(({ text }) => text)).toEqual(['hello again', 'hello Ann']);
    expect((await turns.outbox()).map(({ dialog }) => dialog)).toContain(back.id);
    expect(await turns.query('select tags from dialog where id = $1', [back.id])).toEqual([
      { tags: ['back'] },
    ]);
  });
});

describe('the outbox', () => {
  it('gets a message with its marks, typed before; a push behind replies; the press, the group', async () => {
    const where = { chatId: 41 };
    await turns.feed(turns.did('leo', wrote('hi', 1), where));
    const { id } = await only(41);
    const mine = async () => (await turns.outbox()).filter(({ dialog }) => dialog === id);
    const [typing, hello] = await mine();
    expect(typing).toMatchObject({
      ...{ kind: 'channel', channel: 'telegram', automatic: true, message: null },
      document: { kind: 'typing', chatId: 41 },
    });
    expect(hello).toMatchObject({
      ...{ kind: 'message', channel: 'telegram', priority: 0, text: 'hello Ann' },
      document: { chatId: 41, pin: false, resend: 'once', typingMs: 900 },
    });
    expect(hello?.document.entities).toEqual([{ type: 'bold', offset: 0, length: 5 }]);
    const [row] = (await messages(id)).filter(({ direction }) => direction === 'out');
    expect(row?.entities).toBe(JSON.stringify(hello?.document.entities));

    await turns.query(
      `update dialog set wake_at = now(), state = regexp_replace(state, '"at":\\d+', '"at":1') where id = $1`,
      [id],
    );
    await turns.feed();
    expect((await mine()).find(({ text }) => text === 'push')).toMatchObject({
      ...{ priority: 1 },
      document: { resend: 'never' },
    });

    await turns.feed(turns.did('leo', { did: 'pressed', button: 'x', press: { queryId: 'q' } }, where));
    expect((await mine()).at(-1)).toMatchObject({
      priority: -1,
      document: { kind: 'answerPress', queryId: 'q', chatId: 41 },
    });

    const change = { status: 'manual' as const };
    await turns.feed({
      ...{ kind: 'operator', at: Date.now(), dialogId: id, by: 'sergei' },
      action: { did: 'change', change, newFields: [] },
    });
    const left = await mine();
    // What waited is taken back, and nobody is seen typing it.
    expect(left.map(({ kind, document }) => [kind, document.kind])).toEqual([
      ['channel', 'answerPress'],
      ['channel', 'notify'],
    ]);
    expect(left.at(-1)?.document).toMatchObject({ groupId: -100500, reason: 'manual', language: 'en' });
  });
});
