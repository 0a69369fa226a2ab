import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUpdate } from './readUpdate.ts';

const bot = { id: 'b0', telegramId: 5 };
const at = 1_700_000_000_123;
const read = (update: unknown) => readUpdate(update, bot, at);

const ann = { id: 1227280, is_bot: false, first_name: 'Ann', last_name: 'Lee', username: 'ann' };
const owner = { id: 900, is_bot: false, first_name: 'Olga' };
const chat = { id: ann.id, type: 'private', first_name: 'Ann', last_name: 'Lee', username: 'ann' };
const channel = { id: -1001, type: 'channel', title: 'News', username: 'news' };
const message = { message_id: 77, date: 1, chat, from: ann, text: 'hello' };
const lead = {
  kind: 'update',
  at,
  botId: 'b0',
  updateId: 9,
  chatId: ann.id,
  name: 'Ann Lee',
  username: 'ann',
};
const news = { kind: 'channel', at, botId: 'b0', updateId: 9 };
const wrote = { did: 'wrote', text: 'hello', told: { externalId: 77 } };

describe('an update of a private chat', () => {
  it('is about its lead, at our own time and not at the sender’s', () => {
    expect(read({ update_id: 9, message })).toEqual({ ...lead, action: wrote });
  });

  it('edited says what the message says now', () => {
    const entities = [{ type: 'bold', offset: 0, length: 3 }];
    const edited_message = { ...message, edit_date: 2, text: 'bye', entities };
    expect(read({ update_id: 9, edited_message })).toEqual({
      ...lead,
      action: { did: 'edited', externalId: 77, text: 'bye', entities },
    });
  });

  it('a press names its button and the question that Telegram wants answered', () => {
    const callback_query = {
      id: '4382',
      from: ann,
      chat_instance: '1',
      data: 'b17',
      message: { ...message, date: 0 },
    };
    expect(read({ update_id: 9, callback_query })).toEqual({
      ...lead,
      action: { did: 'pressed', button: 'b17', press: { queryId: '4382' } },
    });
  });

  it.each([
    ['kicked', 'blockedBot'],
    ['member', 'unblockedBot'],
  ])('the bot being %s there means %s', (status, did) => {
    const my_chat_member = {
      chat,
      from: ann,
      date: 1,
      old_chat_member: { status: 'member', user: { id: 5 } },
      new_chat_member: { status, user: { id: 5 }, until_date: 0 },
    };
    expect(read({ update_id: 9, my_chat_member })).toEqual({ ...lead, action: { did } });
  });

  it('long and hostile names are cut and can be stored', () => {
    const from = {
      ...ann,
      first_name: `\0\ud83d${'n'.repeat(999)}`,
      last_name: { toString: 'x' },
      username: 7,
    };
    const signal = read({ update_id: 9, message: { ...message, from } });
    expect(signal).toMatchObject({ name: `\ufffd${'n'.repeat(254)}`, username: '' });
  });
});

describe('a business chat', () => {
  const business = { ...message, business_connection_id: 'conn1' };

  it('is told apart from the bot’s own chat with the same lead', () => {
    expect(read({ update_id: 9, business_message: business })).toEqual({
      ...lead,
      connection: 'conn1',
      action: wrote,
    });
  });

  it('what its owner writes is no word of the lead, and keeps the lead’s name', () => {
    const business_message = { ...business, from: owner };
    expect(read({ update_id: 9, business_message })).toEqual({
      ...lead,
      connection: 'conn1',
      action: { did: 'ownerWrote', media: null, text: 'hello', told: { externalId: 77 } },
    });
  });

  it('what the bot itself has said there comes back and is ignored', () => {
    const echo = {
      ...business,
      from: owner,
      sender_business_bot: { id: 5, is_bot: true, first_name: 'Leo' },
    };
    expect(read({ update_id: 9, business_message: echo })).toMatchObject({ news: { of: 'unread' } });
    const own = { ...business, from: { id: 5, is_bot: true, first_name: 'Leo' } };
    expect(read({ update_id: 9, business_message: own })).toMatchObject({ news: { of: 'unread' } });
  });

  it('edits, deletions and presses keep the connection', () => {
    const edited = read({ update_id: 9, edited_business_message: { ...business, text: 'bye' } });
    expect(edited).toMatchObject({ connection: 'conn1', action: { did: 'edited', text: 'bye' } });
    const deleted_business_messages = { business_connection_id: 'conn1', chat, message_ids: [3, 'x', 4] };
    expect(read({ update_id: 9, deleted_business_messages })).toEqual({
      ...lead,
      connection: 'conn1',
      action: { did: 'deleted', externalIds: [3, 4] },
    });
    const callback_query = { id: '1', from: ann, data: 'b1', message: business };
    expect(read({ update_id: 9, callback_query })).toMatchObject({ connection: 'conn1' });
    const byOwner = { ...callback_query, from: owner };
    expect(read({ update_id: 9, callback_query: byOwner })).toMatchObject({ news: { of: 'unread' } });
  });

  it('a connection brings its owner and the rights given', () => {
    const business_connection = {
      id: 'conn1',
      user: owner,
      user_chat_id: 900,
      date: 1,
      is_enabled: true,
      rights: { can_reply: true, can_read_messages: false, 'can drop table': true },
    };
    expect(read({ update_id: 9, business_connection })).toEqual({
      ...news,
      news: {
        of: 'business',
        connection: 'conn1',
        ownerId: 900,
        ownerChatId: 900,
        ownerName: 'Olga',
        enabled: true,
        rights: ['can_reply'],
      },
    });
  });
});

describe('groups and channels', () => {
  it('the bot’s own place there is news', () => {
    const my_chat_member = {
      chat: channel,
      from: owner,
      new_chat_member: {
        status: 'administrator',
        user: { id: 5 },
        can_invite_users: true,
        can_post_messages: false,
      },
    };
    expect(read({ update_id: 9, my_chat_member })).toEqual({
      ...news,
      news: {
        of: 'chat',
        chatId: -1001,
        type: 'channel',
        title: 'News',
        username: 'news',
        status: 'administrator',
        rights: ['can_invite_users'],
      },
    });
  });

  it('a request to join is the person’s, with the name of the link that was used', () => {
    const invite_link = { invite_link: 'https://t.me/+abc', name: '0click1', creates_join_request: true };
    const chat_join_request = { chat: channel, from: ann, user_chat_id: 555, date: 1, invite_link };
    const asked = { did: 'askedToJoin', channelId: -1001, channelTitle: 'News', link: '0click1' };
    expect(read({ update_id: 9, chat_join_request })).toEqual({
      ...{ ...lead, chatId: 555 },
      action: { ...asked, userId: ann.id },
    });
  });

  const place = (status: string, more = {}) => ({ status, user: ann, ...more });
  it.each([
    ['left', place('left'), place('member'), true],
    [
      'restricted and out',
      place('restricted', { is_member: false }),
      place('restricted', { is_member: true }),
      true,
    ],
    ['nothing that was told', undefined, place('member'), true],
    ['a member', place('member'), place('administrator'), false],
    ['a member who leaves', place('member'), place('left'), false],
    ['a bot', place('left'), { status: 'member', user: { id: 6, is_bot: true } }, false],
  ])('whoever was %s and is a member now has joined', (_, before, after, joined) => {
    const chat_member = {
      chat: channel,
      from: ann,
      old_chat_member: before,
      new_chat_member: after,
      invite_link: { name: '0click1' },
    };
    const expected = joined
      ? { of: 'joined', channelId: -1001, userId: ann.id, link: '0click1' }
      : { of: 'unread', type: 'chat_member' };
    expect(read({ update_id: 9, chat_member })).toMatchObject({ news: expected });
  });

  it('a group that moved says so from both sides', () => {
    const group = { id: -50, type: 'group', title: 'Ops' };
    const supergroup = { id: -1009, type: 'supergroup', title: 'Ops' };
    const told = { message_id: 1, date: 1, from: owner };
    const expected = { ...news, news: { of: 'moved', from: -50, to: -1009 } };
    expect(read({ update_id: 9, message: { ...told, chat: group, migrate_to_chat_id: -1009 } })).toEqual(
      expected,
    );
    expect(read({ update_id: 9, message: { ...told, chat: supergroup, migrate_from_chat_id: -50 } })).toEqual(
      expected,
    );
  });

  it.each([
    ['a message in a group', { message: { ...message, chat: { id: -50, type: 'group' } } }, 'message'],
    ['a channel post', { channel_post: { ...message, chat: channel } }, 'channel_post'],
    [
      'a press in a group',
      { callback_query: { id: '1', from: ann, data: 'x', message: { chat: channel } } },
      'callback_query',
    ],
    ['a poll', { poll: { id: '1' } }, 'poll'],
    ['a type of a year to come', { telepathy: { from: ann } }, 'telepathy'],
    ['nothing', {}, ''],
  ])('%s is stored and ignored', (_, update, type) => {
    const raw = JSON.stringify({ update_id: 9, ...update });
    expect(read({ update_id: 9, ...update })).toEqual({
      ...news,
      news: { of: 'unread', type, reason: null, raw },
    });
  });
});

describe('hostile input', () => {
  it.each([
    ['null', null],
    ['a list', [{ update_id: 1 }]],
    ['a text', 'update_id'],
    ['no number', { message }],
    ['a number as text', { update_id: '9', message }],
    ['half a number', { update_id: 1.5, message }],
    ['a number beyond all numbers', { update_id: 2 ** 53, message }],
  ])('%s is no update', (_, update) => {
    expect(read(update)).toBe(null);
  });

  it('what cannot be written again, nested too deeply, is noted', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(read({ update_id: 9, telepathy: deep })).toMatchObject({
      news: { of: 'unread', raw: expect.stringContaining('nested too deeply') },
    });
    expect(read({ update_id: 9, message: { ...message, text: undefined, rich_message: deep } })).not.toBe(
      null,
    );
  });

  it('of a large one that nobody understands 64 KiB are kept', () => {
    const signal = read({ update_id: 9, telepathy: '👋'.repeat(500_000) });
    const told = signal?.kind === 'channel' && signal.news.of === 'unread' ? signal.news : null;
    expect(told?.raw.length).toBe(65_536);
    expect(told?.raw.isWellFormed()).toBe(true);
  });

  it('our own reading breaking is a reason to park it, not to lose it', () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('planted');
        },
      },
    );
    expect(read({ update_id: 9, message: trap })).toMatchObject({
      news: { of: 'unread', reason: 'planted' },
    });
  });

  it('names of the prototype change nothing', () => {
    const update = JSON.parse(
      '{"update_id":9,"__proto__":{"message":{}},"constructor":{"prototype":1},"message":{"__proto__":{"text":"x"},"message_id":1,"chat":{"id":1,"type":"private"},"text":"y"}}',
    );
    expect(read(update)).toMatchObject({ chatId: 1, name: '', action: { did: 'wrote', text: 'y' } });
    expect(Object.hasOwn(Object.prototype, 'message')).toBe(false);
  });

  const keys = fc.constantFrom(
    ...['message', 'edited_message', 'business_message', 'callback_query', 'my_chat_member', 'chat_member'],
    ...[
      'chat_join_request',
      'business_connection',
      'deleted_business_messages',
      'chat',
      'from',
      'text',
      'id',
    ],
    ...['message_id', 'entities', 'type', 'photo', 'document', 'data', 'user', 'status', 'new_chat_member'],
    ...['old_chat_member', 'message_ids', 'business_connection_id', '__proto__', 'constructor', 'toString'],
    ...['rich_message', 'blocks', 'location', 'contact', 'reply_to_message', 'media_group_id', 'file_id'],
  );
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('private', 'channel', 'member', 'kicked', '\0', '\ud800', '/start x', null, 1, -1),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'medium' }, leaf, tie('object'), tie('list')),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    object: fc.dictionary(keys, tie('tree'), { maxKeys: 8, noNullPrototype: true }),
  }));
  const likeUpdates = fc
    .tuple(
      fc.constantFrom('message', 'edited_message', 'business_message', 'callback_query', 'my_chat_member'),
      fc.dictionary(keys, tree, { maxKeys: 10, noNullPrototype: true }),
    )
    .map(([type, content]) => ({ update_id: 9, [type]: { ...message, ...content } }));

  it.each([
    ['any JSON', fc.jsonValue().map((value) => ({ update_id: 9, message: value }))],
    [
      'anything that looks like an update',
      tree.map((value) => ({ update_id: 9, message: value, ...Object(value) })),
    ],
    ['a message with any part replaced', likeUpdates],
  ])('%s becomes a signal that can be stored', (_, updates) => {
    fc.assert(
      fc.property(updates, (update) => {
        const signal = readUpdate(update, bot, at);
        if (signal === null) return;
        expect(signal).toMatchObject({ at, botId: 'b0', updateId: expect.any(Number) });
        expect(storable(signal)).toBe(true);
        expect(JSON.parse(JSON.stringify(signal))).toEqual(signal);
      }),
      { numRuns: 2000 },
    );
  });
});

/** No NUL, no half character, no number that JSON cannot hold, nothing endless. */
function storable(value: unknown): boolean {
  if (typeof value === 'string')
    return !value.includes('\0') && value.isWellFormed() && value.length <= 65_536;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return Object.values(value).every(storable);
}
