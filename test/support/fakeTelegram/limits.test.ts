/** What Telegram refuses the fake refuses, in Telegram's words. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BareAnswer, callBot, refusedWith } from './callBot.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram.ts';
import type { Lead } from './lead.ts';

let fake: FakeTelegram;
let bot: FakeBot;
let ann: Lead;

beforeAll(async () => {
  fake = await startFakeTelegram();
  bot = fake.addBot();
  ann = fake.lead(bot, { id: 42, firstName: 'Ann' });
  ann.start();
});

afterAll(() => fake?.stop());

const call = (method: string, payload: object | FormData = {}): Promise<BareAnswer> =>
  callBot(fake.root, bot.token, method, payload);
const refused = async (method: string, payload: object | FormData): Promise<string> =>
  refusedWith(await call(method, payload));
const text = (words: string, more: object = {}) =>
  refused('sendMessage', { chat_id: 42, text: words, ...more });
const button = (one: object) => text('x', { reply_markup: { inline_keyboard: [[one]] } });

describe('texts', () => {
  it('have 1 to 4096 UTF-16 units after parsing', async () => {
    expect(await text('')).toBe('Bad Request: message text is empty');
    expect(await text(' \n ')).toBe('Bad Request: text must be non-empty');
    expect(await text('<b></b>', { parse_mode: 'HTML' })).toBe('Bad Request: text must be non-empty');
    expect(await text('x'.repeat(4097))).toBe('Bad Request: message is too long');
    expect(await text('😀'.repeat(2048))).toBe('');
    expect(await text(`<b>${'x'.repeat(4096)}</b>`, { parse_mode: 'HTML' })).toBe('');
    expect(await text('\ud83d')).toBe('Bad Request: strings must be encoded in UTF-8');
  });

  it('have captions of up to 1024', async () => {
    const photo = { chat_id: 42, photo: 'https://example.com/a.jpg' };
    expect(await refused('sendPhoto', { ...photo, caption: 'x'.repeat(1025) })).toBe(
      'Bad Request: message caption is too long',
    );
    expect(await refused('sendPhoto', { ...photo, caption: 'x'.repeat(1024) })).toBe('');
  });

  it('lose the white space around them, and entities move along', async () => {
    const entities = [{ type: 'bold', offset: 2, length: 4 }];
    const answer = await call('sendMessage', { chat_id: 42, text: '  bold  ', entities });
    expect(answer).toMatchObject({
      result: { text: 'bold', entities: [{ type: 'bold', offset: 0, length: 4 }] },
    });
  });

  it('have entities that lie in the text and do not cut a character', async () => {
    const mark = (offset: number, length: number, type = 'bold') =>
      text('a😀b', { entities: [{ type, offset, length }] });
    expect(await mark(1, 2)).toBe('');
    expect(await mark(0, 5)).toContain('entity 0: ends at 5, the text at 4 (fake)');
    expect(await mark(2, 1)).toContain('inside a character (fake)');
    expect(await mark(0, 2)).toContain('inside a character (fake)');
    expect(await mark(-1, 2)).toContain('out of range (fake)');
    expect(await mark(0, 1, 'loud')).toContain("Bad Request: can't parse MessageEntity:");
  });

  it.each([
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['ж<div>x</div>', 'Unsupported start tag "div" at byte offset 2'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
  ])('are HTML only when it is right: %s', async (html, why) => {
    expect(await text(html, { parse_mode: 'HTML' })).toBe(`Bad Request: can't parse entities: ${why}`);
  });

  it('are read as HTML with every mark', async () => {
    const html =
      '<b>b<i>i</i></b> <u>u</u> <s>s</s> <tg-spoiler>p</tg-spoiler> <a href="https://example.com/?a=1&amp;b=2">l</a> ' +
      '<code>c</code> <pre><code class="language-ts">t</code></pre> <blockquote expandable>q</blockquote> &lt;&#128512;';
    const answer = await call('sendMessage', { chat_id: 42, text: html, parse_mode: 'HTML' });
    expect(answer).toMatchObject({
      result: {
        text: 'bi u s p l c t q <😀',
        entities: [
          { type: 'bold', offset: 0, length: 2 },
          { type: 'italic', offset: 1, length: 1 },
          { type: 'underline', offset: 3, length: 1 },
          { type: 'strikethrough', offset: 5, length: 1 },
          { type: 'spoiler', offset: 7, length: 1 },
          { type: 'text_link', offset: 9, length: 1, url: 'https://example.com/?a=1&b=2' },
          { type: 'code', offset: 11, length: 1 },
          { type: 'pre', offset: 13, length: 1, language: 'ts' },
          { type: 'expandable_blockquote', offset: 15, length: 1 },
        ],
      },
    });
  });
});

describe('buttons', () => {
  it('have 1 to 64 bytes of data, one action, and an address that leads somewhere', async () => {
    expect(await button({ text: 'a', callback_data: 'я'.repeat(32) })).toBe('');
    expect(await button({ text: 'a', callback_data: 'я'.repeat(33) })).toBe(
      'Bad Request: BUTTON_DATA_INVALID',
    );
    expect(await button({ text: 'a', callback_data: '' })).toBe('Bad Request: BUTTON_DATA_INVALID');
    expect(await button({ text: 'a' })).toContain('Text buttons are unallowed in the inline keyboard');
    expect(await button({ text: 'a', callback_data: 'a', url: 'https://a.example' })).toContain('2 actions');
    expect(await button({ text: 'a', url: 'tg://user?id=1' })).toBe('');
    expect(await button({ text: 'a', url: 'javascript:alert(1)' })).toContain('Unsupported URL protocol');
    expect(await button({ text: 'a', url: 'https://localhost/' })).toContain('Wrong HTTP URL');
    expect(await button({ text: ' ', callback_data: 'a' })).toContain('must be non-empty');
    expect(await button({ text: 'a', web_app: { url: 'http://a.example' } })).toContain('Only HTTPS links');
  });
});

describe('files', () => {
  it('belong to the bot that sent them, and to their kind', async () => {
    const other = fake.addBot();
    fake.lead(other, { id: 42 }).start();
    const sent = await call('sendPhoto', { chat_id: 42, photo: 'https://example.com/a.jpg' });
    const photo = ann.fromBot().at(-1)?.file?.id ?? '';
    expect(sent.ok).toBe(true);
    expect(await refused('sendPhoto', { chat_id: 42, photo })).toBe('');
    const foreign = await callBot(fake.root, other.token, 'sendPhoto', { chat_id: 42, photo });
    expect(refusedWith(foreign)).toBe('Bad Request: wrong file identifier/HTTP URL specified');
    expect(await refused('sendVideo', { chat_id: 42, video: photo })).toBe(
      "Bad Request: can't use file of type Photo as Video",
    );
    expect(await refused('getFile', { file_id: 'nothing' })).toBe('Bad Request: invalid file_id');
  });

  it('come by URL, but no video note does, and not from where there is nothing', async () => {
    const url = 'https://example.com/round.mp4';
    expect(await refused('sendVideoNote', { chat_id: 42, video_note: url })).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    );
    fake.breakUrl(url);
    expect(await refused('sendVideo', { chat_id: 42, video: url })).toBe(
      'Bad Request: failed to get HTTP URL content',
    );
    expect(await refused('sendVideo', { chat_id: 42 })).toBe('Bad Request: there is no video in the request');
  });

  it('are uploaded as parts of a form that something refers to', async () => {
    const form = (part: string, media: string) => {
      const made = new FormData();
      made.set('chat_id', '42');
      made.set('photo', media);
      made.set(part, new Blob(['bytes'], { type: 'image/png' }), 'a.png');
      return made;
    };
    expect(await refused('sendPhoto', form('one', 'attach://one'))).toBe('');
    expect(await refused('sendPhoto', form('one', 'attach://two'))).toContain('has no parameter one (fake)');
    const empty = new FormData();
    empty.set('chat_id', '42');
    empty.set('photo', new Blob([]), 'a.png');
    expect(await refused('sendPhoto', empty)).toBe('Bad Request: file must be non-empty');
  });

  it('of more than 20 MB cannot be downloaded', async () => {
    const large = ann.send('document', { content: Buffer.alloc(20 * 1024 * 1024 + 1) });
    expect(await refused('getFile', { file_id: large.document?.file_id })).toBe(
      'Bad Request: file is too big',
    );
  });
});

describe('albums', () => {
  const part = (type: string, n = 0) => ({ type, media: `https://example.com/${n}` });
  const album = (media: object[]) => refused('sendMediaGroup', { chat_id: 42, media });

  it('have 2 to 10 parts that go together', async () => {
    expect(await album([part('photo'), part('video')])).toBe('');
    expect(await album([part('photo')])).toContain('(fake)');
    expect(await album([])).toBe('Bad Request: there are no messages to send');
    expect(await album(Array.from({ length: 11 }, (_, n) => part('photo', n)))).toBe(
      'Bad Request: too many messages to send as an album',
    );
    expect(await album([part('photo'), part('document')])).toBe(
      "Bad Request: document can't be mixed with other media types",
    );
    expect(await album([part('photo'), part('animation')])).toContain("can't be used in sendMediaGroup");
  });
});

describe('calls', () => {
  it('are refused when they hold what the method does not take', async () => {
    expect(await text('x', { parse_mod: 'HTML' })).toBe(
      'Bad Request: sendMessage has no parameter parse_mod (fake)',
    );
    expect(await text('x', { message_effect_id: '1' })).toContain('is not modelled (fake)');
    expect(
      await refused('sendMessage', { chat_id: 42, text: 'x', disable_notification: 'perhaps' }),
    ).toContain('is not of type boolean (fake)');
    expect(await text('x', { reply_parameters: { message_id: 9999 } })).toBe(
      'Bad Request: message to be replied not found',
    );
  });

  it('are taken in every form, whatever the case of the method', async () => {
    const url = `${fake.root}/bot${bot.token}/sendmessage`;
    const get = await fetch(`${url}?chat_id=42&text=by+address`);
    const form = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ chat_id: '42', text: 'by form' }),
    });
    expect([get.status, form.status]).toEqual([200, 200]);
    expect(ann.texts().slice(-2)).toEqual(['by address', 'by form']);
  });

  it('with a wrong token, method or path are told so', async () => {
    expect(await callBot(fake.root, '1:nobody', 'getMe')).toMatchObject({
      error_code: 401,
      description: 'Unauthorized',
    });
    expect(refusedWith(await callBot(fake.root, 'nonsense', 'getMe'))).toBe(
      'Unauthorized: invalid token specified',
    );
    expect(await call('sendTelepathy')).toMatchObject({
      error_code: 404,
      description: 'Not Found: method not found',
    });
    const nowhere = await fetch(`${fake.root}/bot${bot.token}`);
    expect([nowhere.status, await nowhere.json()]).toEqual([
      404,
      { ok: false, error_code: 404, description: 'Not Found' },
    ]);
    const gone = fake.addBot();
    fake.revoke(gone.token);
    expect(refusedWith(await callBot(fake.root, gone.token, 'getMe'))).toBe('Unauthorized');
  });

  it('that change a message tell when there is nothing to change', async () => {
    ann.write('mine');
    await call('sendMessage', { chat_id: 42, text: 'same' });
    const id = ann.fromBot().at(-1)?.id ?? 0;
    const edit = (message_id: number, words: string) =>
      refused('editMessageText', { chat_id: 42, message_id, text: words });
    expect(await edit(id, 'same')).toMatch(
      /^Bad Request: message is not modified: specified new message content/,
    );
    expect(await edit(id, 'other')).toBe('');
    expect(await edit(9999, 'x')).toBe('Bad Request: message to edit not found');
    expect(await edit(id - 1, 'x')).toBe("Bad Request: message can't be edited");
    expect(await refused('editMessageCaption', { chat_id: 42, message_id: id, caption: 'x' })).toBe(
      'Bad Request: there is no caption in the message to edit',
    );
    expect(await refused('deleteMessage', { chat_id: 42, message_id: 9999 })).toBe(
      'Bad Request: message to delete not found',
    );
    fake.advance(49 * 3_600_000);
    expect(await refused('deleteMessage', { chat_id: 42, message_id: id })).toBe(
      "Bad Request: message can't be deleted for everyone",
    );
  });
});
