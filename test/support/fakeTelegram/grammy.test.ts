/** grammY's own client, with its types, talks to the fake: every method, and updates that its filters know. */
import { Api, Bot, InputFile } from 'grammy';
import type { Message } from 'grammy/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callShapes } from './callShapes.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram.ts';
import type { Lead } from './lead.ts';

let fake: FakeTelegram;
let bot: FakeBot;
let api: Api;
let ann: Lead;

beforeAll(async () => {
  fake = await startFakeTelegram({ rewriteWebhook: () => fake.root });
  bot = fake.addBot({ username: 'shop_bot' });
  api = new Api(bot.token, { apiRoot: fake.root });
  ann = fake.lead(bot, { id: 42, firstName: 'Ann' });
  ann.start();
});

afterAll(() => fake?.stop());

const file = (name: string) => new InputFile(Buffer.from(`content of ${name}`), name);

describe('grammY’s client', () => {
  it('sends every kind of message and gets back what its types promise', async () => {
    const text: Message.TextMessage = await api.sendMessage(ann.id, '<b>Hi</b> & bye', {
      parse_mode: 'HTML',
    });
    expect(text).toMatchObject({ text: 'Hi & bye', entities: [{ type: 'bold', offset: 0, length: 2 }] });
    const photo = await api.sendPhoto(ann.id, file('a.jpg'), { caption: 'One' });
    expect(photo.photo.at(-1)?.file_size).toBe(16);
    const video = await api.sendVideo(ann.id, file('a.mp4'), { duration: 7, width: 10, height: 20 });
    expect(video.video).toMatchObject({ duration: 7, width: 10, height: 20, file_name: 'a.mp4' });
    const animation = await api.sendAnimation(ann.id, file('a.gif'));
    expect(animation.animation.file_id).toBe(animation.document.file_id);
    const document = await api.sendDocument(ann.id, file('a.pdf'));
    expect(document.document.file_name).toBe('a.pdf');
    const audio = await api.sendAudio(ann.id, file('a.mp3'), { title: 'Song' });
    expect(audio.audio.title).toBe('Song');
    const voice = await api.sendVoice(ann.id, file('a.ogg'), { caption: 'Listen' });
    expect(voice).toMatchObject({ caption: 'Listen', voice: { mime_type: 'audio/ogg' } });
    const note = await api.sendVideoNote(ann.id, file('a.mp4'));
    expect(note.video_note.length).toBe(480);
    const sticker = await api.sendSticker(ann.id, file('a.webp'));
    expect(sticker.sticker.type).toBe('regular');
    const contact = await api.sendContact(ann.id, '+1', 'Ann');
    expect(contact.contact).toEqual({ phone_number: '+1', first_name: 'Ann' });
    const location = await api.sendLocation(ann.id, 1.5, -2.5);
    expect(location.location).toEqual({ latitude: 1.5, longitude: -2.5 });
    const album = await api.sendMediaGroup(ann.id, [
      { type: 'photo', media: file('b.jpg'), caption: 'Album' },
      { type: 'video', media: video.video.file_id },
    ]);
    const shown = ann.fromBot().slice(-2);
    expect(shown.map(({ id }) => id)).toEqual(album.map(({ message_id }) => message_id));
    expect(new Set(shown.map(({ album: id }) => id)).size).toBe(1);
    expect(ann.fromBot().map(({ kind }) => kind)).toEqual([
      ...['text', 'photo', 'video', 'animation', 'document', 'audio', 'voice', 'video_note', 'sticker'],
      ...['contact', 'location', 'photo', 'video'],
    ]);
  });

  it('changes, pins, deletes, answers, looks around', async () => {
    const sent = await api.sendMessage(ann.id, 'One', { reply_parameters: { message_id: 1 } });
    expect(sent.reply_to_message?.text).toBe('/start');
    const edited = await api.editMessageText(ann.id, sent.message_id, 'Two');
    expect(edited).toMatchObject({ text: 'Two', edit_date: expect.any(Number) });
    const keyboard = { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] };
    await api.editMessageReplyMarkup(ann.id, sent.message_id, { reply_markup: keyboard });
    const photo = await api.sendPhoto(ann.id, file('c.jpg'));
    await api.editMessageCaption(ann.id, photo.message_id, { caption: 'New' });
    await api.pinChatMessage(ann.id, sent.message_id);
    await api.unpinChatMessage(ann.id);
    const press = ann.press('Go');
    await api.answerCallbackQuery(press.queryId, { text: 'Done', show_alert: true });
    expect(await press.answered()).toMatchObject({ text: 'Done', alert: true });
    await api.sendChatAction(ann.id, 'typing');
    expect(ann.actions().at(-1)?.action).toBe('typing');
    const { file_path: path } = await api.getFile(photo.photo.at(-1)?.file_id ?? '');
    const content = await fetch(`${fake.root}/file/bot${bot.token}/${path}`);
    expect(await content.text()).toBe('content of c.jpg');
    await api.deleteMessage(ann.id, sent.message_id);
    await api.deleteMessages(ann.id, [photo.message_id]);
    await api.setMyCommands([{ command: 'stop', description: 'Stop' }]);
    expect(await api.getMyCommands()).toEqual([{ command: 'stop', description: 'Stop' }]);
    expect((await api.getMe()).username).toBe('shop_bot');
    expect(await api.getChat(ann.id)).toMatchObject({ type: 'private', first_name: 'Ann' });
  });

  it('works with channels and business accounts', async () => {
    const channel = fake.addChannel({ title: 'News' });
    channel.add(bot, { can_invite_users: true });
    const link = await api.createChatInviteLink(channel.id, { name: 'click', creates_join_request: true });
    const other = await api.createChatInviteLink(channel.id, { member_limit: 1 });
    expect((await api.revokeChatInviteLink(channel.id, other.invite_link)).is_revoked).toBe(true);
    const ben = fake.lead(bot, { id: 43 });
    ann.requestJoin(link.invite_link);
    ben.requestJoin(link.invite_link);
    await api.approveChatJoinRequest(channel.id, ann.id);
    await api.declineChatJoinRequest(channel.id, ben.id);
    expect((await api.getChatMember(channel.id, ann.id)).status).toBe('member');
    const account = fake.business(bot, { id: 77, firstName: 'Olga' });
    expect((await api.getBusinessConnection(account.connectionId)).user.id).toBe(77);
  });

  it('manages how updates come', async () => {
    await api.setWebhook('https://example.com/hook', { secret_token: 'secret_1' });
    expect((await api.getWebhookInfo()).url).toBe('https://example.com/hook');
    await api.deleteWebhook();
    expect(await api.getUpdates({ offset: -1 })).toHaveLength(1);
  });

  it('has called every method that the fake has', () => {
    const called = new Set(fake.calls({ ok: true }).map(({ method }) => method));
    expect(Object.keys(callShapes).filter((method) => !called.has(method))).toEqual([]);
  });
});

describe('grammY’s bot', () => {
  it('finds every update by its filters', async () => {
    const seen: string[] = [];
    const other = fake.addBot();
    const program = new Bot(other.token, { client: { apiRoot: fake.root } });
    const lead = fake.lead(other, { id: 44 });
    const note = (name: string) => () => {
      seen.push(name);
    };
    program.command('start', (context) => {
      seen.push(`start ${context.match}`);
    });
    for (const filter of [
      ...(['message:photo', 'message:voice', 'message:contact', 'message:location', 'message:poll'] as const),
      ...([
        'message:dice',
        'message:media',
        'message:text',
        'edited_message:text',
        'my_chat_member',
      ] as const),
      ...(['callback_query:data', 'business_connection', 'business_message:text'] as const),
      ...(['edited_business_message', 'deleted_business_messages', 'chat_member'] as const),
      ...(['chat_join_request', 'message:migrate_to_chat_id', 'message:migrate_from_chat_id'] as const),
      ...(['channel_post:text', 'message:new_chat_members', 'message:pinned_message'] as const),
    ]) {
      program.on(filter, note(filter));
    }
    lead.start('code');
    for (const kind of ['photo', 'voice', 'contact', 'location', 'poll', 'dice', 'video'] as const)
      lead.send(kind);
    lead.edit(lead.write('Hello').message_id, 'Hello!');
    lead.block();
    lead.start();
    const account = fake.business(other, { id: 78 });
    const client = account.lead(fake.person({ id: 45 }));
    client.edit(client.write('Hi').message_id, 'Hi!');
    account.deleteMessages(client, [1]);
    const group = fake.addGroup();
    group.add(other);
    group.migrate();
    const channel = fake.addChannel();
    channel.add(other, { can_invite_users: true });
    channel.write('A post');
    const running = program.start({ allowed_updates: ['chat_member', 'message', 'chat_join_request'] });
    await fake.until(() => fake.pendingUpdates(other) === 0);
    const link = await program.api.createChatInviteLink(channel.id, { creates_join_request: true });
    lead.requestJoin(link.invite_link);
    await program.api.approveChatJoinRequest(channel.id, lead.id);
    const sent = await program.api.sendMessage(lead.id, 'Pin me');
    await program.api.pinChatMessage(lead.id, sent.message_id);
    await fake.until(() => seen.includes('message:pinned_message'));
    await program.stop();
    await running;
    expect(seen).toEqual([
      ...['start code', 'message:photo', 'message:voice', 'message:contact', 'message:location'],
      ...['message:poll', 'message:dice', 'message:media', 'message:text', 'edited_message:text'],
      ...['my_chat_member', 'my_chat_member', 'start ', 'business_connection', 'business_message:text'],
      ...['edited_business_message', 'deleted_business_messages', 'my_chat_member'],
      ...['message:new_chat_members', 'message:migrate_to_chat_id', 'message:migrate_from_chat_id'],
      ...[
        'my_chat_member',
        'channel_post:text',
        'chat_join_request',
        'chat_member',
        'message:pinned_message',
      ],
    ]);
  });
});
