/** A campaign of type channel through the store: click, join request, membership, the bot that talks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelNews, ChannelSignal, LeadAction } from '../../src/signal/signal.ts';
import { type TelegramTurns, telegramTurns } from '../support/telegramTurns.ts';

const say = (key: string, text: string) => ({
  ...{ key, kind: 'sendMessage', finish: 'waiting', stay: true },
  messages: [{ text }],
});

const token = (n: number): string => `${n}:AAbbccddeeffgghhiijjkkllmmnnooppqqrr`;
const channel = -1001111;
const ownChannel = -1002222;

const funnel = {
  version: 1,
  bots: [
    {
      ...{ key: 'talker', name: 'Talker', channel: 'telegram', token: token(1), start: 'A/start' },
      flows: [
        {
          key: 'A',
          steps: [
            say('start', 'start'),
            say('member', 'member'),
            say('contact', 'contact'),
            say('door', 'door'),
          ],
        },
      ],
    },
    {
      ...{ key: 'doorman', name: 'Doorman', channel: 'telegram', token: token(2), start: 'D/start' },
      flows: [
        {
          key: 'D',
          steps: [
            say('start', 'doorman'),
            {
              ...{ key: 'greet', kind: 'sendMessage' },
              messages: [{ text: 'write to t.me/talker?start={{tracker.clickid}}, {{tracker.ad_name}}' }],
            },
          ],
        },
      ],
    },
  ],
  campaigns: [
    {
      ...{ key: 'news', bot: 'talker', start: 'A/start', type: 'channel' },
      channel: { bot: 'doorman', chatId: channel, greeting: 'D/greet' },
      autoActions: [{ on: 'subscribe', move: 'A/member' }],
    },
    {
      ...{ key: 'own', bot: 'talker', start: 'A/start', type: 'channel' },
      channel: { chatId: ownChannel, greeting: 'A/door' },
      autoActions: [{ on: 'contact', move: 'A/contact' }],
    },
  ],
  postbacks: [{ key: 'partner', network: 'custom' }],
};

let turns: TelegramTurns;
beforeAll(async () => {
  turns = await telegramTurns(funnel);
});
afterAll(() => turns?.test.drop());

const asks = (link: string, channelId = channel): LeadAction => ({
  ...{ did: 'askedToJoin', channelId, channelTitle: 'News', link, userId: 900 },
});

const joined = (bot: string, link: string, userId: number, channelId = channel): ChannelSignal => ({
  ...{ kind: 'channel', at: Date.now(), botId: turns.bot(bot) },
  news: { of: 'joined', channelId, userId, link },
});

const dialogOf = async (bot: string, chatId: number) => {
  const [row] = await turns.query<{
    id: string;
    step: string;
    clickid: string | null;
    campaign: string | null;
    tracker: Record<string, string>;
  }>(
    `select dialog.id::text as id, step, clickid, campaign.key as campaign, tracker
     from dialog left join campaign on campaign.id = campaign_id where dialog.bot_id = $1 and chat_id = $2`,
    [turns.bot(bot), chatId],
  );
  return row ?? null;
};

const eventsOf = async (bot: string, chatId: number): Promise<string[]> => {
  const rows = await turns.query<{ name: string }>(
    `select event.name from event join dialog on dialog.id = dialog_id
     where bot_id = $1 and chat_id = $2 order by event.id`,
    [turns.bot(bot), chatId],
  );
  return rows.map(({ name }) => name);
};

const sentTo = async (bot: string, chatId: number): Promise<(string | null)[]> =>
  (await turns.outbox())
    .filter((row) => row.bot === turns.bot(bot) && row.document.chatId === chatId && row.kind === 'message')
    .map(({ text }) => text);

const outcomes = async (kind: string): Promise<{ outcome: string; reason: string | null }[]> => {
  const rows = await turns.query<{ outcome: string; document: string }>(
    'select outcome, document from journal where kind = $1 order by id desc',
    [kind],
  );
  return rows.map(({ outcome, document }) => ({ outcome, reason: JSON.parse(document).reason ?? null }));
};

describe('a lead that comes through a channel with a bot at its door', () => {
  it('is greeted with its click, let in, counted as subscribed and as contact where the talking is', async () => {
    await turns.click('click000000001', 'news', { ad_name: 'blue' });
    await turns.feed(turns.did('doorman', asks('click000000001'), { chatId: 101 }));
    expect(await dialogOf('doorman', 101)).toMatchObject({
      ...{ step: 'greet', clickid: null, campaign: null },
      tracker: { clickid: 'click000000001', ad_name: 'blue' },
    });
    expect(await sentTo('doorman', 101)).toEqual(['write to t.me/talker?start=click000000001, blue']);
    const last = (await turns.outbox()).at(-1);
    expect(last).toMatchObject({
      ...{ kind: 'channel', channel: 'telegram' },
      document: { kind: 'approveJoin', channelId: channel, chatId: 101, userId: 900 },
    });

    // The membership is told before the lead has begun to talk, five times.
    for (let n = 0; n < 5; n += 1) await turns.feed(joined('doorman', 'click000000001', 101));
    expect(await dialogOf('talker', 101)).toBeNull();
    expect((await outcomes('tracker')).map(({ outcome }) => outcome)).toEqual(Array(5).fill('kept'));

    await turns.feed(turns.did('talker', { did: 'start', payload: 'click000000001' }, { chatId: 101 }));
    expect(await dialogOf('talker', 101)).toMatchObject({
      ...{ step: 'member', clickid: 'click000000001', campaign: 'news' },
      tracker: { clickid: 'click000000001', ad_name: 'blue' },
    });
    expect(await eventsOf('talker', 101)).toEqual(['subscribe', 'contact']);
    expect(await eventsOf('doorman', 101)).toEqual([]);
    expect(await sentTo('talker', 101)).toEqual(['member']);
    expect(await turns.query('select * from kept')).toEqual([]);
    await turns.feed(joined('doorman', 'click000000001', 101));
    expect(await eventsOf('talker', 101)).toEqual(['subscribe', 'contact']);
    expect((await outcomes('tracker'))[0]?.outcome).toBe('duplicate');
  });

  it('who talks first is counted as subscribed later, and moved then', async () => {
    await turns.click('click000000002', 'news');
    await turns.feed(turns.did('talker', { did: 'start', payload: 'click000000002' }, { chatId: 102 }));
    expect((await dialogOf('talker', 102))?.step).toBe('start');
    await turns.feed(joined('doorman', 'click000000002', 102));
    expect((await dialogOf('talker', 102))?.step).toBe('member');
    expect(await eventsOf('talker', 102)).toEqual(['contact', 'subscribe']);
  });

  it('leaves the postbacks of its click to the bot that talks', async () => {
    await turns.click('click000000003', 'news');
    const postback = (event: string) => ({
      ...{ kind: 'postback' as const, at: Date.now(), postbackId: turns.applied.postbacks[0]?.id ?? '' },
      request: { method: 'GET', url: `/x?clickid=click000000003&event=${event}`, contentType: '', body: '' },
    });
    await turns.feed(postback('registration'));
    await turns.feed(turns.did('doorman', asks('click000000003'), { chatId: 103 }));
    await turns.feed(postback('level'));
    expect((await outcomes('postback')).slice(0, 2).map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
    expect(await eventsOf('doorman', 103)).toEqual([]);
    await turns.feed(turns.did('talker', { did: 'start', payload: 'click000000003' }, { chatId: 103 }));
    expect(await eventsOf('talker', 103)).toEqual(['registration', 'level', 'contact']);
  });

  it('whose membership came by no click of ours, or into another channel, is no event', async () => {
    await turns.click('click000000004', 'news');
    const before = (await outcomes('tracker')).length;
    await turns.feed(
      joined('doorman', '', 104),
      joined('doorman', 'click000000004', 104, -1009999),
      joined('talker', 'click000000004', 104),
    );
    expect((await outcomes('channel')).slice(0, 3)).toEqual(
      Array(3).fill({ outcome: 'ignored', reason: 'the new member came by no click of ours' }),
    );
    expect(await outcomes('tracker')).toHaveLength(before);
  });

  it('into a channel of nobody is not met', async () => {
    await turns.feed(turns.did('doorman', asks('x', -1009999), { chatId: 105 }));
    expect(await dialogOf('doorman', 105)).toBeNull();
    expect((await outcomes('update'))[0]).toEqual({
      outcome: 'ignored',
      reason: 'no campaign has this channel',
    });
  });
});

describe('a bot that is its own doorman', () => {
  it('has the lead from the door on; its first word is the contact', async () => {
    await turns.click('click000000011', 'own');
    await turns.feed(turns.did('talker', asks('click000000011', ownChannel), { chatId: 111 }));
    expect(await dialogOf('talker', 111)).toMatchObject({
      ...{ step: 'door', clickid: 'click000000011', campaign: 'own' },
    });
    await turns.feed(joined('talker', 'click000000011', 111, ownChannel));
    expect(await eventsOf('talker', 111)).toEqual(['subscribe']);
    await turns.feed(turns.did('talker', { did: 'wrote', text: 'hi' }, { chatId: 111 }));
    expect(await eventsOf('talker', 111)).toEqual(['subscribe', 'contact']);
    expect((await dialogOf('talker', 111))?.step).toBe('contact');
  });

  it('counts each of two people that came by one link', async () => {
    await turns.click('click000000012', 'own');
    for (const chatId of [121, 122]) {
      await turns.feed(turns.did('talker', asks('click000000012', ownChannel), { chatId }));
      await turns.feed(joined('talker', 'click000000012', chatId, ownChannel));
    }
    expect([await eventsOf('talker', 121), await eventsOf('talker', 122)]).toEqual([
      ['subscribe'],
      ['subscribe'],
    ]);
    const ids = [(await dialogOf('talker', 121))?.clickid, (await dialogOf('talker', 122))?.clickid];
    expect(ids[0]).toBe('click000000012');
    expect(ids[1]).not.toBe(ids[0]);
  });
});

describe('what a channel tells of itself', () => {
  const tells = (news: ChannelNews): ChannelSignal => ({
    ...{ kind: 'channel', at: Date.now(), botId: turns.bot('talker') },
    news,
  });

  const business = (enabled: boolean, rights: string[]): ChannelNews => ({
    ...{ of: 'business', connection: 'c1', ownerId: 7, ownerChatId: 8, ownerName: 'Olga' },
    ...{ enabled, rights },
  });

  it('is kept: accounts, the latest of several', async () => {
    await turns.feed(tells(business(true, ['can_reply'])), tells(business(false, [])));
    expect(
      await turns.query('select connection, owner_id, owner_name, enabled, rights from telegram_business'),
    ).toEqual([{ connection: 'c1', owner_id: 7, owner_name: 'Olga', enabled: false, rights: [] }]);
    await turns.feed(tells(business(true, ['can_reply'])));
    expect(await turns.query('select enabled, rights from telegram_business')).toEqual([
      { enabled: true, rights: ['can_reply'] },
    ]);
  });

  it('is kept: groups and channels, and where they have moved', async () => {
    const chat = (chatId: number, status: string): ChannelNews => ({
      ...{ of: 'chat', chatId, type: 'group', title: 'Team "A"', username: '', status, rights: ['a', 'b'] },
    });
    await turns.feed(tells(chat(-5, 'member')), tells(chat(-5, 'administrator')));
    await turns.feed(
      tells({ of: 'moved', from: -5, to: -1005 }),
      tells({ of: 'moved', from: -6, to: -1006 }),
    );
    // What is told of the old number later does not bring it back.
    await turns.feed(tells(chat(-5, 'left')));
    const rows = await turns.query(
      'select chat_id, type, title, status, rights, moved_to from telegram_chat order by chat_id desc',
    );
    expect(rows).toEqual([
      { chat_id: -5, type: 'group', title: 'Team "A"', status: 'left', rights: ['a', 'b'], moved_to: -1005 },
      { chat_id: -6, type: 'group', title: '', status: 'member', rights: [], moved_to: -1006 },
      {
        chat_id: -1005,
        type: 'supergroup',
        title: 'Team "A"',
        status: 'administrator',
        rights: ['a', 'b'],
        moved_to: null,
      },
      { chat_id: -1006, type: 'supergroup', title: '', status: 'member', rights: [], moved_to: null },
    ]);
  });

  it('is kept raw where nobody understands it; where reading has failed it is parked', async () => {
    const raw = '{"update_id":1,"purchased_paid_media":{}}';
    await turns.feed(
      tells({ of: 'unread', type: 'purchased_paid_media', reason: null, raw }),
      tells({ of: 'unread', type: 'message', reason: 'it broke', raw }),
    );
    expect((await outcomes('channel')).slice(0, 2)).toEqual([
      { outcome: 'failed', reason: 'it broke' },
      { outcome: 'ignored', reason: 'updates of the type purchased_paid_media are only kept' },
    ]);
    const [row] = await turns.query<{ document: string }>(
      `select document from journal where kind = 'channel' order by id desc limit 1`,
    );
    expect(JSON.parse(row?.document ?? '{}').replay.news.raw).toBe(raw);
  });
});
