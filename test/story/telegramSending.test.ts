/** What the outbox holds for Telegram, on a real database against the fake Bot API. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutFile } from '../../src/telegram/telegram.ts';
import { eventually } from '../support/client.ts';
import { type DeskLead, openSendingDesk, type SendingDesk } from '../support/sendingDesk.ts';

let desk: SendingDesk;
let nextChat = 100;

beforeAll(async () => {
  desk = await openSendingDesk(2);
});
afterAll(() => desk?.close());
afterEach(async () => {
  await desk.clear();
  expect(desk.problems.splice(0)).toEqual([]);
  expect(desk.fake.violations()).toEqual([]);
});

const lead = (bot = desk.bot): Promise<DeskLead> => desk.lead(bot, nextChat++);
const phoneOf = ({ phone }: DeskLead) => {
  if (!phone) throw new Error('this dialog has no phone');
  return phone;
};
const until = (what: string, look: () => Promise<boolean> | boolean) =>
  eventually(what, async () => ((await look()) ? true : null), 10_000);
const sendsTo = ({ chatId }: DeskLead) => desk.fake.calls({ chat: chatId }).map(({ method }) => method);

const file = (name: string, content: string, mime = ''): OutFile => ({
  name,
  mime,
  size: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  content: read(content),
});

/** It may be iterated over again: the same file is handed out each time. */
const read = (content: string): AsyncIterable<Uint8Array> => ({
  async *[Symbol.asyncIterator]() {
    yield Buffer.from(content);
  },
});

describe('a message', () => {
  it('goes out with its marks, buttons and reply, and keeps the number that Telegram gave it', async () => {
    const ann = await lead();
    desk.start();
    const first = await desk.say(ann, { text: 'Hello' });
    await desk.done();
    await desk.say(ann, {
      text: 'Look: here',
      entities: [{ type: 'text_link', offset: 6, length: 4, url: 'https://shop.example/' }],
      buttons: [
        [{ text: 'Yes', id: 'step:yes', url: null, webApp: null }],
        [{ text: 'Site', id: null, url: 'https://shop.example/', webApp: null }],
      ],
      replyTo: String(first),
    });
    await desk.done();
    const [hello, look] = phoneOf(ann).fromBot();
    expect(look).toMatchObject({
      text: 'Look: here',
      entities: [{ type: 'text_link', offset: 6, length: 4, url: 'https://shop.example/' }],
      buttons: [[{ text: 'Yes', data: 'step:yes' }], [{ text: 'Site', url: 'https://shop.example/' }]],
      replyTo: hello?.id,
    });
    expect(await desk.said(ann)).toMatchObject([
      { state: 'sent', externalId: hello?.id },
      { state: 'sent', externalId: look?.id },
    ]);
  });

  it('of more than 4,096 units comes in parts, marks and all, and its buttons under the last one', async () => {
    const ann = await lead();
    const text = `${'One sentence of the story. '.repeat(250)}The end.`;
    const bold = { type: 'bold', offset: 4000, length: 300 };
    await desk.say(ann, {
      text,
      entities: [bold],
      buttons: [[{ text: 'Yes', id: 'step:yes', url: null, webApp: null }]],
      pin: true,
    });
    desk.start();
    await desk.done();
    const parts = phoneOf(ann)
      .fromBot()
      .filter(({ kind }) => kind === 'text');
    expect(parts.map((part) => part.text).join(' ')).toBe(text);
    expect(parts.every((part) => part.text.length <= 4096)).toBe(true);
    expect(
      parts.flatMap(({ entities }) => entities).reduce((sum, { length }) => sum + length, 0),
    ).toBeGreaterThan(298);
    expect(parts.map(({ buttons }) => buttons.length)).toEqual([0, 1]);
    expect(parts.map(({ pinned }) => pinned)).toEqual([true, false]);
    expect(await desk.said(ann)).toMatchObject([{ state: 'sent', externalId: parts[0]?.id }]);
  });

  it('of which a part has arrived goes on where it stopped, also when a move would take it back', async () => {
    const ann = await lead();
    await desk.say(ann, { text: `${'a'.repeat(4000)} ${'b'.repeat(4000)} ${'c'.repeat(10)}` });
    desk.start();
    await until('the first part', () => phoneOf(ann).texts().length === 1);
    await until(
      'its mark',
      async () =>
        (await desk.test.database.query(`select 1 from outbox where state = 'pending' and not automatic`))
          .length === 1,
    );
    await desk.stop();
    desk.start();
    await desk.done();
    expect(
      phoneOf(ann)
        .texts()
        .map((text) => text.length),
    ).toEqual([4000, 4011]);
  });

  it('that is taken back while its first part is under way keeps the number of that part', async () => {
    const ann = await lead();
    let letGo = (): void => undefined;
    const held = new Promise<void>((done) => (letGo = done));
    desk.start({
      around: async (job, send) => {
        const report = await send(job);
        await held;
        return report;
      },
    });
    await desk.say(ann, { text: `${'a'.repeat(4000)} ${'b'.repeat(4000)}` });
    await until('the first part', () => phoneOf(ann).texts().length === 1);
    await desk.test.database.query(`update outbox set state = 'withdrawn' where dialog_id = $1`, [
      ann.dialogId,
    ]);
    letGo();
    await desk.done();
    const [part] = phoneOf(ann).fromBot();
    expect(await desk.said(ann)).toMatchObject([
      { state: 'sent', externalId: part?.id, reason: 'what follows its first part was taken back' },
    ]);
    expect(phoneOf(ann).texts()).toHaveLength(1);
  });

  it('overtakes 2,000 mass messages of its bot, also one that waits for the same lead', async () => {
    const ann = await lead();
    const crowd = await desk.dialog(desk.bot, 1);
    await desk.test.database.query(
      `insert into outbox (signal_id, n, kind, channel, bot_id, dialog_id, automatic, document, not_before, priority)
       select nextval('signal_id'), 0, 'message', 'telegram', $1, 1000000 + n, true, $2, now(), 1
       from generate_series(1, 2000) as n`,
      [crowd.bot.botId, JSON.stringify({ chatId: 1, pin: false, resend: 'never', media: null })],
    );
    await desk.say(ann, { text: 'mass', mass: true });
    const callsSoFar = (): number => desk.fake.calls({ bot: desk.bot.id }).length;
    desk.start();
    await until('some mass messages', () => callsSoFar() > 3);
    const waited = callsSoFar();
    await desk.say(ann, { text: 'reply' });
    await phoneOf(ann).waitFor('reply');
    expect(callsSoFar() - waited).toBeLessThan(20);
    expect(await desk.left()).toBeGreaterThan(1900);
  });

  it('follows the one before it in its dialog a second later, while other dialogs go on', async () => {
    const [ann, bob] = [await lead(), await lead()];
    for (const text of ['one', 'two', 'three']) await desk.say(ann, { text });
    await desk.say(bob, { text: 'hi' });
    desk.start();
    await desk.done();
    expect(phoneOf(ann).texts()).toEqual(['one', 'two', 'three']);
    const times = desk.fake.calls({ chat: ann.chatId }).map(({ at }) => at);
    const gaps = times.slice(1).map((at, n) => at - (times[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990);
    const [second] = desk.fake.calls({ chat: ann.chatId }).slice(1);
    expect(desk.fake.calls({ chat: bob.chatId })[0]?.n).toBeLessThan(second?.n ?? 0);
  });
});

describe('files', () => {
  it('are uploaded once a bot and sent by their file_id from then on', async () => {
    const [ann, bob, other] = [await lead(), await lead(), await lead(desk.bots[1])];
    desk.start({ files: new Map([['pictures/hello.jpg', file('hello.jpg', 'picture')]]) });
    const media = { kind: 'photo', files: ['pictures/hello.jpg'] };
    for (const one of [ann, bob, other]) {
      await desk.say(one, { text: 'Look', media });
      await desk.done();
    }
    const uploads = (bot = desk.bot) =>
      desk.fake.calls({ bot: bot.id, method: 'sendPhoto' }).map(({ files }) => Object.keys(files).length);
    expect(uploads()).toEqual([1, 0]);
    expect(uploads(desk.bots[1])).toEqual([1]);
    const seen = [ann, bob].map((one) => phoneOf(one).fromBot()[0]);
    expect(seen[1]?.file?.id).toBe(seen[0]?.file?.id);
    expect(seen[1]).toMatchObject({ kind: 'photo', text: 'Look' });
  });

  it('of which Telegram has forgotten the file_id are uploaded again', async () => {
    const [ann, bob] = [await lead(), await lead()];
    desk.start({ files: new Map([['a.pdf', file('a.pdf', 'paper')]]) });
    await desk.say(ann, { media: { kind: 'document', files: ['a.pdf'] } });
    await desk.done();
    await desk.test.database.query(`update telegram_file set file_id = 'BQACAgIAAxkBforgotten'`);
    await desk.say(bob, { media: { kind: 'document', files: ['a.pdf'] } });
    await desk.done();
    expect(phoneOf(bob).fromBot()).toMatchObject([{ kind: 'document' }]);
    expect(await desk.states(bob)).toEqual([' sent']);
    const [kept] = await desk.test.database.query<{ id: string }>('select file_id as id from telegram_file');
    expect(kept?.id).toBe(phoneOf(bob).fromBot()[0]?.file?.id);
  });

  it('form an album with one caption; its number is its first part’s', async () => {
    const ann = await lead();
    const files = new Map([
      ['1.jpg', file('1.jpg', 'one')],
      ['2.mp4', file('2.mp4', 'two')],
      ['file:3', file('three.mov', 'three', 'video/quicktime')],
    ]);
    desk.start({ files });
    await desk.say(ann, { text: 'Album', media: { kind: 'album', files: [...files.keys()] } });
    await desk.done();
    const seen = phoneOf(ann).fromBot();
    expect(seen.map(({ kind, text }) => `${kind} ${text}`)).toEqual(['photo Album', 'video ', 'video ']);
    expect(new Set(seen.map(({ album }) => album)).size).toBe(1);
    expect(await desk.said(ann)).toMatchObject([{ state: 'sent', externalId: seen[0]?.id }]);
  });

  it('of every kind arrive as that kind', async () => {
    const kinds = ['photo', 'video', 'animation', 'document', 'audio', 'voice', 'videoNote', 'sticker'];
    desk.start({ files: new Map(kinds.map((kind) => [kind, file(`${kind}.bin`, kind)])) });
    const leads = await Promise.all(
      kinds.map(async (kind) => {
        const one = await lead();
        await desk.say(one, { media: { kind, files: [kind] } });
        return one;
      }),
    );
    await desk.done();
    expect(leads.map((one) => phoneOf(one).fromBot()[0]?.kind)).toEqual(
      kinds.map((kind) => (kind === 'videoNote' ? 'video_note' : kind)),
    );
  });

  it('at an address are left to Telegram, but for those that it does not fetch', async () => {
    const ann = await lead();
    const bad = 'https://shop.example/bad.jpg';
    desk.fake.breakUrl(bad);
    const fetched: string[] = [];
    desk.start({
      fetchUrl: (url) => {
        fetched.push(url);
        return { name: 'a.bin', content: Buffer.from(url) };
      },
    });
    await desk.say(ann, { media: { kind: 'photo', files: ['https://shop.example/good.jpg'] } });
    await desk.say(ann, { media: { kind: 'videoNote', files: ['https://shop.example/note.mp4'] } });
    await desk.say(ann, { media: { kind: 'photo', files: [bad] } });
    await desk.done();
    expect(fetched).toEqual(['https://shop.example/note.mp4', bad]);
    expect(
      phoneOf(ann)
        .fromBot()
        .map(({ kind }) => kind),
    ).toEqual(['photo', 'video_note', 'photo']);
  });

  it('with a caption that is too long come first, and the words behind them', async () => {
    const ann = await lead();
    const text = 'word '.repeat(300).trim();
    desk.start({ files: new Map([['a.jpg', file('a.jpg', 'a')]]) });
    await desk.say(ann, { text, media: { kind: 'photo', files: ['a.jpg'] } });
    await desk.done();
    expect(
      phoneOf(ann)
        .fromBot()
        .map((one) => [one.kind, one.text]),
    ).toEqual([
      ['photo', ''],
      ['text', text],
    ]);
  });

  it('that are not there fail with their name', async () => {
    const ann = await lead();
    await desk.say(ann, { media: { kind: 'photo', files: ['gone.jpg'] } });
    desk.start();
    await desk.done();
    expect(await desk.said(ann)).toMatchObject([
      { state: 'failed', reason: 'there is no file "gone.jpg" in DATA_DIR/files' },
    ]);
    expect((await desk.outcomes())[0]?.outcome).toMatchObject({ of: 'message', result: 'failed' });
  });
});

describe('a contact and a place', () => {
  it('arrive', async () => {
    const [ann, bob] = [await lead(), await lead()];
    const contact = { phone: '+15550001', firstName: 'Leo', lastName: '' };
    await desk.say(ann, { media: { kind: 'contact', files: [], contact } });
    await desk.say(bob, { media: { kind: 'location', files: [], location: { latitude: 1, longitude: 2 } } });
    desk.start();
    await desk.done();
    expect(phoneOf(ann).fromBot()[0]?.raw.contact).toMatchObject({
      phone_number: '+15550001',
      first_name: 'Leo',
    });
    expect(phoneOf(bob).fromBot()[0]?.raw.location).toMatchObject({ latitude: 1, longitude: 2 });
  });
});

describe('a refusal', () => {
  it('tells the dialog who cannot be written to, and why', async () => {
    const [blocks, leaves] = [await lead(), await lead()];
    const stranger = await desk.dialog(desk.bot, nextChat++);
    phoneOf(blocks).block();
    phoneOf(leaves).deactivate();
    for (const one of [blocks, leaves, stranger]) await desk.say(one, { text: 'hi' });
    desk.start();
    await desk.done();
    const told = await desk.outcomes();
    const resultFor = ({ dialogId }: DeskLead) =>
      told.find((one) => one.dialogId === String(dialogId))?.outcome;
    expect(resultFor(blocks)).toMatchObject({
      result: 'blockedByLead',
      reason: 'Forbidden: bot was blocked by the user',
    });
    expect(resultFor(leaves)).toMatchObject({
      result: 'cannotWrite',
      reason: 'Forbidden: user is deactivated',
    });
    expect(resultFor(stranger)).toMatchObject({
      result: 'cannotWrite',
      reason: 'Bad Request: chat not found',
    });
    expect(await desk.said(blocks)).toMatchObject([{ state: 'failed' }]);
  });

  it('of one server’s bad day is tried again', async () => {
    const ann = await lead();
    desk.fake.fault({ method: 'sendMessage', times: 1, answer: { code: 502 } });
    await desk.say(ann, { text: 'hi' });
    desk.start();
    await desk.done();
    expect(phoneOf(ann).texts()).toEqual(['hi']);
  });

  it('of the token stops that bot alone, and what waits stays as it was', async () => {
    const [ann, bob] = [await lead(desk.bots[1]), await lead()];
    const second = desk.bots[1];
    if (!second) throw new Error('there is no second bot');
    const revoked = desk.fake.fault({ bot: second.id, answer: { code: 401, description: 'Unauthorized' } });
    await desk.say(ann, { text: 'hi' });
    await desk.say(bob, { text: 'hi' });
    desk.start();
    await phoneOf(bob).waitFor('hi');
    await until('the alarm', () => desk.refusedTokens.length > 0);
    await until('the way back', async () => (await desk.states(ann))[0] === 'hi pending');
    const rows = await desk.test.database.query('select state, attempts from outbox');
    expect(rows).toEqual([{ state: 'pending', attempts: 0 }]);
    expect(desk.refusedTokens).toEqual([second.botId]);
    revoked();
    await desk.stop();
    desk.refusedTokens.length = 0;
    desk.start();
    await desk.done();
    expect(phoneOf(ann).texts()).toEqual(['hi']);
  });

  it('of a 429 silences the whole bot, also after a restart and in another process, and no other', async () => {
    const [ann, bob] = [await lead(), await lead(desk.bots[1])];
    desk.fake.fault({
      bot: desk.bot.id,
      times: 1,
      answer: { code: 429, parameters: { retry_after: 2 } },
    });
    await desk.say(ann, { text: 'hi' });
    desk.start();
    await until(
      'the pause',
      async () =>
        (
          await desk.test.database.query(
            `select 1 from telegram_bot where paused_until > now() + interval '1 second'`,
          )
        ).length === 1,
    );
    await desk.stop();
    desk.start();
    await desk.say(bob, { text: 'hi' });
    await phoneOf(bob).waitFor('hi');
    expect(phoneOf(ann).texts()).toEqual([]);
    await desk.done();
    const [refused, sent] = desk.fake.calls({ chat: ann.chatId });
    expect((sent?.at ?? 0) - (refused?.answeredAt ?? 0)).toBeGreaterThanOrEqual(1950);
    const [other] = desk.fake.calls({ chat: bob.chatId });
    expect(other?.at).toBeLessThan(sent?.at ?? 0);
  });

  it('of a network that is away counts nothing', async () => {
    const ann = await lead();
    await desk.say(ann, { text: 'hi' });
    let away = true;
    desk.start({
      around: async (job, send) => (away ? { result: 'unreached', reason: 'ECONNREFUSED' } : send(job)),
    });
    await until('some attempts', async () => (await desk.states(ann))[0] === 'hi pending');
    away = false;
    await desk.done();
    expect(phoneOf(ann).texts()).toEqual(['hi']);
  });
});

describe('a group', () => {
  const notice = {
    kind: 'notify',
    ...{ language: 'en', reason: 'manual', name: 'https://evil.example', username: 'ann' },
    ...{ place: 'Welcome/ask', status: 'manual' },
  };

  it('is told with a link to the dialog, and followed to its new number', async () => {
    const ann = await lead();
    const group = desk.fake.addGroup();
    group.add(desk.bot);
    await desk.ask(ann, { ...notice, groupId: group.id });
    desk.start();
    await desk.done();
    expect(group.texts()).toEqual([
      `A dialog waits for a person.\nLead: https://evil.example, @ann\nStep: Welcome/ask\nStatus: manual\nhttps://crm.example/dialogs/${ann.dialogId}`,
    ]);
    const moved = group.migrate();
    for (let n = 0; n < 2; n += 1) {
      await desk.ask(ann, { ...notice, groupId: group.id });
      await desk.done();
    }
    expect(moved.texts()).toHaveLength(2);
    const to = desk.fake.calls({ chat: group.id, ok: false });
    expect(to).toHaveLength(1);
  });

  it('that has thrown the bot out leaves a line in the dialog’s timeline', async () => {
    const ann = await lead();
    const group = desk.fake.addGroup();
    group.add(desk.bot);
    group.kick(desk.bot);
    await desk.ask(ann, { ...notice, groupId: group.id });
    desk.start();
    await desk.done();
    const rows = await desk.test.database.query<{ outcome: string; document: string }>(
      'select outcome, document from journal where dialog_id = $1',
      [ann.dialogId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.document).toContain('telling the group did not work');
    expect(await desk.outcomes()).toEqual([]);
  });
});

describe('what is asked of a chat besides messages', () => {
  it('edits, pins and answers a press', async () => {
    const ann = await lead();
    desk.start();
    const buttons = [[{ text: 'Yes', id: 'step:yes', url: null, webApp: null }]];
    const messageId = String(await desk.say(ann, { text: 'Old', buttons }));
    await desk.ask(ann, { kind: 'edit', messageId, text: 'New' });
    await desk.ask(ann, { kind: 'pin', messageId, pinned: true });
    await desk.done();
    expect(phoneOf(ann).fromBot()[0]).toMatchObject({
      text: 'New',
      pinned: true,
      buttons: [[{ text: 'Yes' }]],
    });
    const press = phoneOf(ann).press('Yes');
    const [query] = [...phoneOf(ann).bot.queries.keys()];
    await desk.ask(ann, { kind: 'answerPress', queryId: query ?? '' });
    await press.answered();
    // Once more is the same, and what is too old is done as well.
    await desk.ask(ann, { kind: 'edit', messageId, text: 'New' });
    await desk.ask(ann, { kind: 'answerPress', queryId: '123' });
    await desk.done();
    expect(await desk.test.database.query('select 1 from journal')).toEqual([]);
  });

  it('waits for a message that is not due yet', async () => {
    const ann = await lead();
    const messageId = String(await desk.say(ann, { text: 'Old', inSeconds: 2 }));
    await desk.ask(ann, { kind: 'edit', messageId, text: 'New' });
    await desk.ask(ann, { kind: 'pin', messageId, pinned: true });
    desk.start();
    await desk.done();
    expect(phoneOf(ann).fromBot()[0]).toMatchObject({ text: 'New', pinned: true });
    expect(await desk.test.database.query('select 1 from journal')).toEqual([]);
  });

  it('of a message that never arrived is told in the timeline', async () => {
    const ann = await lead();
    phoneOf(ann).block();
    const messageId = String(await desk.say(ann, { text: 'Old' }));
    await desk.ask(ann, { kind: 'edit', messageId, text: 'New' });
    desk.start();
    await desk.done();
    const [row] = await desk.test.database.query<{ document: string }>('select document from journal');
    expect(row?.document).toContain('the message has not arrived in the chat');
  });

  it('shows typing until the message comes', async () => {
    const ann = await lead();
    desk.start();
    await desk.ask(ann, { kind: 'typing', until: Date.now() + 60_000 });
    await until('typing', () => phoneOf(ann).actions().length === 1);
    await until('typing again', () => phoneOf(ann).actions().length === 2);
    const [first, second] = phoneOf(ann).actions();
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(3950);
    await desk.say(ann, { text: 'hi' });
    await phoneOf(ann).waitFor('hi');
    await new Promise((done) => setTimeout(done, 4300));
    expect(phoneOf(ann).actions()).toHaveLength(2);
    expect(sendsTo(ann)).toEqual(['sendChatAction', 'sendChatAction', 'sendMessage']);
  });

  it('shows no typing whose time is over', async () => {
    const ann = await lead();
    await desk.ask(ann, { kind: 'typing', until: Date.now() - 1 });
    desk.start();
    await desk.done();
    await desk.say(ann, { text: 'hi' });
    await desk.done();
    expect(sendsTo(ann)).toEqual(['sendMessage']);
  });
});

describe('a business chat', () => {
  it('is written to through its connection, and not any more when the connection is gone', async () => {
    const business = desk.fake.business(desk.bot, { id: 900 });
    const phone = business.lead(desk.fake.person({ id: nextChat++, firstName: 'Ann' }));
    phone.write('Hello?');
    const ann = await desk.dialog(desk.bot, phone.id, business.connectionId);
    desk.start();
    await desk.say(ann, { text: 'Yes?' });
    await desk.done();
    expect(phone.texts()).toEqual(['Yes?']);
    business.disable();
    await desk.say(ann, { text: 'Still there?' });
    await desk.done();
    expect((await desk.outcomes())[0]?.outcome).toMatchObject({ result: 'cannotWrite' });
  });
});
