/** Who may be written to, and what people do in chats, groups, channels and business accounts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BareAnswer, callBot, refusedWith, sentId } from './callBot.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram.ts';

let fake: FakeTelegram;
let bot: FakeBot;

beforeAll(async () => {
  fake = await startFakeTelegram();
  bot = fake.addBot();
  await callBot(fake.root, bot.token, 'getUpdates', { allowed_updates: everything });
});

afterAll(() => fake?.stop());

const everything = [
  ...['message', 'edited_message', 'channel_post', 'callback_query', 'my_chat_member', 'chat_member'],
  ...['chat_join_request', 'business_connection', 'business_message', 'edited_business_message'],
  'deleted_business_messages',
];

const call = (method: string, payload: object): Promise<BareAnswer> =>
  callBot(fake.root, bot.token, method, payload);
const write = async (chat_id: number | string, more: object = {}): Promise<string> =>
  refusedWith(await call('sendMessage', { chat_id, text: 'Hi', ...more }));

const updateList = z.array(z.looseObject({ update_id: z.number() }));
let offset = 0;

/** The updates since the last look, without their ids. */
async function news(): Promise<Record<string, unknown>[]> {
  const answer = await call('getUpdates', { offset });
  const updates = updateList.parse(answer.ok ? answer.result : null);
  offset = (updates.at(-1)?.update_id ?? offset - 1) + 1;
  return updates.map(({ update_id: _, ...rest }) => rest);
}

describe('a private chat', () => {
  it('must be begun by the person', async () => {
    expect(await write(1)).toBe('Bad Request: chat not found');
    const ann = fake.lead(bot, { id: 1 });
    expect(await write(1)).toBe("Forbidden: bot can't initiate conversation with a user");
    ann.start('code');
    expect(await write(1)).toBe('');
    expect(await write('')).toBe('Bad Request: chat_id is empty');
  });

  it('is closed while the bot is blocked, and for ever when the account is gone', async () => {
    const ben = fake.lead(bot, { id: 2 });
    ben.start();
    await news();
    ben.block();
    expect(await write(2)).toBe('Forbidden: bot was blocked by the user');
    expect(() => ben.write('Hello?')).toThrow('has blocked the bot');
    ben.unblock();
    expect(await write(2)).toBe('');
    expect(await news()).toMatchObject([
      { my_chat_member: { old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } } },
      { my_chat_member: { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } } },
    ]);
    ben.deactivate();
    expect(await write(2)).toBe('Forbidden: user is deactivated');
  });

  it('shows the lead what it holds: buttons, answers, edits', async () => {
    const cat = fake.lead(bot, { id: 3 });
    cat.start();
    await news();
    const reply_markup = {
      inline_keyboard: [
        [
          { text: 'Yes', callback_data: 'y' },
          { text: 'Site', url: 'https://example.com/' },
        ],
      ],
    };
    const id = sentId(await call('sendMessage', { chat_id: 3, text: 'Sure?', reply_markup }));
    expect(cat.press('Site').url).toBe('https://example.com/');
    const press = cat.press('y');
    expect(await news()).toMatchObject([{ callback_query: { data: 'y', message: { message_id: id } } }]);
    await call('answerCallbackQuery', { callback_query_id: press.queryId, text: 'Ok' });
    expect((await press.answered()).text).toBe('Ok');
    expect(refusedWith(await call('answerCallbackQuery', { callback_query_id: '1' }))).toBe(
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    );
    await call('editMessageText', { chat_id: 3, message_id: id, text: 'Done' });
    expect(await cat.waitFor('Done')).toMatchObject({ id, edits: 1, buttons: [] });
    await expect(cat.waitFor('never', 20)).rejects.toThrow('3 did not get never but ["Done"]');
  });
});

describe('an album', () => {
  it('is several messages of one group', async () => {
    const dan = fake.lead(bot, { id: 4 });
    const parts = dan.album([{ caption: 'Look' }, { kind: 'video' }]);
    expect(new Set(parts.map(({ media_group_id: id }) => id)).size).toBe(1);
    await news();
  });
});

describe('a channel', () => {
  it('lets a bot in by its rights, and people by links', async () => {
    const channel = fake.addChannel({ title: 'News', username: 'news_channel' });
    expect(await write(channel.id)).toBe('Bad Request: chat not found');
    channel.add(bot, {});
    expect(await write('@news_channel')).toBe('Bad Request: need administrator rights in the channel chat');
    const create = (more: object) => call('createChatInviteLink', { chat_id: channel.id, ...more });
    expect(refusedWith(await create({}))).toBe('Bad Request: not enough rights to manage chat invite link');
    channel.add(bot, { can_invite_users: true, can_post_messages: true });
    expect(await write(channel.id)).toBe('');
    expect(refusedWith(await create({ name: 'x'.repeat(33) }))).toContain('(fake)');
    expect(refusedWith(await create({ member_limit: 1, creates_join_request: true }))).toBe(
      "Bad Request: member limit can't be specified for links requiring administrator approval",
    );
    await create({ name: 'click1', creates_join_request: true });
    const link = channel.links().at(-1)?.invite_link ?? '';
    await news();
    const eve = fake.lead(bot, { id: 5 });
    eve.requestJoin(link);
    expect(await news()).toMatchObject([
      { chat_join_request: { user_chat_id: 5, invite_link: { name: 'click1', invite_link: link } } },
    ]);
    expect(await write(5)).toBe('');
    fake.advance(301_000);
    expect(await write(5)).toBe("Forbidden: bot can't initiate conversation with a user");
    const approve = () => call('approveChatJoinRequest', { chat_id: channel.id, user_id: 5 });
    expect((await approve()).ok).toBe(true);
    expect(refusedWith(await approve())).toBe('Bad Request: USER_ALREADY_PARTICIPANT');
    expect(await news()).toMatchObject([
      {
        chat_member: {
          via_join_request: true,
          invite_link: { name: 'click1' },
          old_chat_member: { status: 'left' },
          new_chat_member: { status: 'member', user: { id: 5 } },
        },
      },
    ]);
    channel.leave(eve);
    expect(refusedWith(await approve())).toBe('Bad Request: HIDE_REQUESTER_MISSING');
    channel.kick(bot);
    expect(await write(channel.id)).toBe('Forbidden: bot was kicked from the channel chat');
  });
});

describe('a group', () => {
  it('becomes a supergroup, and says where it has gone', async () => {
    const group = fake.addGroup({ title: 'Team' });
    group.add(bot);
    expect(await write(group.id)).toBe('');
    await news();
    const moved = group.migrate();
    expect(await news()).toMatchObject([
      { message: { migrate_to_chat_id: moved.id } },
      { message: { migrate_from_chat_id: group.id } },
    ]);
    expect(await call('sendMessage', { chat_id: group.id, text: 'x' })).toEqual({
      ok: false,
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: moved.id },
    });
    expect(await write(moved.id)).toBe('');
    expect(moved.texts()).toEqual(['Hi']);
    moved.remove(bot);
    expect(await write(moved.id)).toBe('Forbidden: bot is not a member of the supergroup chat');
  });
});

describe('a business account', () => {
  it('lets its bot write where the lead has written within a day', async () => {
    await news();
    const account = fake.business(bot, { id: 70, firstName: 'Olga' });
    const fay = account.lead(fake.person({ id: 71 }));
    const business = { business_connection_id: account.connectionId };
    account.ownerWith(fay).write('I will be back');
    expect(await write(71, business)).toBe('Bad Request: BUSINESS_PEER_USAGE_MISSING');
    fay.write('Hello');
    expect(await write(71, business)).toBe('');
    expect(await news()).toMatchObject([
      { business_connection: { is_enabled: true, user: { id: 70 }, rights: { can_reply: true } } },
      { business_message: { from: { id: 70 }, chat: { id: 71 } } },
      { business_message: { from: { id: 71 }, chat: { id: 71 } } },
      { business_message: { from: { id: 70 }, sender_business_bot: { id: bot.id }, chat: { id: 71 } } },
    ]);
    fake.advance(86_400_001);
    expect(await write(71, business)).toBe('Bad Request: BUSINESS_PEER_USAGE_MISSING');
    fay.write('Still there?');
    account.setRights({ can_read_messages: true });
    expect(await write(71, business)).toBe('Bad Request: BOT_ACCESS_FORBIDDEN');
    account.setRights({ can_reply: true });
    account.deleteMessages(fay, [2]);
    account.disable();
    expect(await write(71, business)).toBe('Bad Request: BUSINESS_CONNECTION_INVALID');
    fay.write('Nobody hears this');
    expect(await news()).toMatchObject([
      { business_message: { text: 'Still there?' } },
      { business_connection: { rights: { can_read_messages: true } } },
      { business_connection: { rights: { can_reply: true } } },
      { deleted_business_messages: { message_ids: [2] } },
      { business_connection: { is_enabled: false } },
    ]);
    expect(await write(71, { business_connection_id: 'nothing' })).toBe(
      'Bad Request: business connection not found',
    );
  });
});
