import { describe, expect, it } from 'vitest';
import { readUpdate } from './readUpdate.ts';

const ann = { id: 1227280, is_bot: false, first_name: 'Ann', last_name: 'Lee', username: 'ann' };
const chat = { id: ann.id, type: 'private', first_name: 'Ann', last_name: 'Lee', username: 'ann' };

/** What the lead did, by a message of this content. */
function action(content: Record<string, unknown>) {
  const message = { message_id: 77, date: 1_700_000_000, chat, from: ann, ...content };
  const signal = readUpdate({ update_id: 9, message }, { id: 'b0', telegramId: 5 }, 1000);
  return signal?.kind === 'update' ? signal.action : signal?.news;
}

const file = { file_id: 'AgAD', file_unique_id: 'QQ', file_size: 1000 };
const received = { fileId: 'AgAD', uniqueId: 'QQ', name: '', mime: '', size: 1000 };

describe('of a text', () => {
  it('are kept its words and its marks, each with what belongs to it', () => {
    const text = 'Hi 👋 bold link code Ann 🙂';
    const entities = [
      { type: 'bold', offset: 6, length: 4 },
      { type: 'text_link', offset: 11, length: 4, url: 'https://a.example/?b=1' },
      { type: 'pre', offset: 16, length: 4, language: 'js' },
      { type: 'text_mention', offset: 21, length: 3, user: { id: 42, first_name: 'Ann' } },
      { type: 'custom_emoji', offset: 25, length: 2, custom_emoji_id: '5368324170671202286' },
    ];
    expect(action({ text, entities })).toEqual({
      did: 'wrote',
      text,
      told: {
        externalId: 77,
        entities: [
          { type: 'bold', offset: 6, length: 4 },
          { type: 'text_link', offset: 11, length: 4, url: 'https://a.example/?b=1' },
          { type: 'pre', offset: 16, length: 4, language: 'js' },
          { type: 'text_mention', offset: 21, length: 3, userId: 42 },
          { type: 'custom_emoji', offset: 25, length: 2, emojiId: '5368324170671202286' },
        ],
      },
    });
  });

  it('a mark that lies outside of it, or is none, is left out and the others stay', () => {
    const bad = [
      { type: 'bold', offset: 2, length: 2 },
      { type: 'bold', offset: -1, length: 2 },
      { type: 'bold', offset: 0, length: 0 },
      { type: 'bold', offset: 0.5, length: 1 },
      { type: 'b<script>', offset: 0, length: 1 },
      'bold',
      null,
    ];
    const good = { type: 'italic', offset: 0, length: 3 };
    expect(action({ text: 'abc', entities: [...bad, good] })).toMatchObject({ told: { entities: [good] } });
  });

  it('no mark leads to an address that would run something', () => {
    const link = (type: string, url: unknown) => ({ type, offset: 0, length: 3, url });
    const bad = ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'x', 7].map((url) =>
      link('text_link', url),
    );
    const good = ['https://a.example/', 'TG://user?id=1', 'mailto:a@a.example'].map((url) =>
      link('text_link', url),
    );
    const bold = link('bold', 'javascript:alert(1)');
    expect(action({ text: 'abc', entities: [...bad, ...good, bold] })).toMatchObject({
      told: { entities: [...good, { type: 'bold', offset: 0, length: 3 }] },
    });
    expect(JSON.stringify(action({ text: 'abc', entities: [bold] }))).not.toContain('javascript');
  });

  it('marks stay on their words where a NUL or half a character stood before them', () => {
    const entities = [{ type: 'bold', offset: 4, length: 4 }];
    expect(action({ text: 'a\0\ud83d bold', entities })).toMatchObject({
      text: 'a \ufffd bold',
      told: { entities },
    });
  });

  it('no more is kept than Telegram can send', () => {
    expect(action({ text: 'x'.repeat(1_000_000) })).toMatchObject({ text: 'x'.repeat(8192) });
  });

  it('an answer names the message that it answers', () => {
    const reply_to_message = { message_id: 70, date: 1, chat };
    expect(action({ text: 'yes', reply_to_message })).toMatchObject({ told: { replyTo: 70 } });
  });

  it('a forwarded one is a text like any other', () => {
    const forward_origin = { type: 'hidden_user', sender_user_name: 'X', date: 1 };
    expect(action({ text: 'look', forward_origin })).toEqual({
      did: 'wrote',
      text: 'look',
      told: { externalId: 77 },
    });
  });

  it('a rich message is read as its words', () => {
    const rich_message = {
      blocks: [
        { type: 'heading', size: 1, text: 'Title' },
        { type: 'paragraph', text: ['some ', { type: 'bold', text: ['bold ', 'words'] }] },
        { type: 'list', items: [{ label: '1', blocks: [{ type: 'paragraph', text: 'one' }] }] },
      ],
    };
    expect(action({ rich_message })).toMatchObject({
      did: 'wrote',
      text: 'Title\nsome bold words\none',
    });
  });
});

describe('/start', () => {
  it.each([
    ['/start', ''],
    ['/start abc_DEF-1', 'abc_DEF-1'],
    ['/start@leo_bot abc', 'abc'],
    ['/start  typed by hand ', 'typed by hand'],
  ])('%j has the payload %j', (text, payload) => {
    expect(action({ text })).toMatchObject({ did: 'start', payload });
  });

  it.each(['/started', 'say /start', '/start@', '/startabc', 'start'])('%j is a text', (text) => {
    expect(action({ text })).toMatchObject({ did: 'wrote', text });
  });
});

describe('of a file', () => {
  it.each([
    ['video', { video: { ...file, width: 1, height: 1, duration: 3, mime_type: 'video/mp4' } }, 'video/mp4'],
    ['audio', { audio: { ...file, duration: 3, mime_type: 'audio/mpeg' } }, 'audio/mpeg'],
    ['voice', { voice: { ...file, duration: 3, mime_type: 'audio/ogg' } }, 'audio/ogg'],
    ['videoNote', { video_note: { ...file, length: 240, duration: 3 } }, ''],
    ['sticker', { sticker: { ...file, type: 'regular', emoji: '👍' } }, ''],
  ])('%s: the name under which it can be had is kept', (media, content, mime) => {
    expect(action(content)).toEqual({
      did: 'sentMedia',
      media,
      told: { externalId: 77, files: [{ ...received, mime }] },
    });
  });

  it('document: its name as the sender gave it, cut, comes along with the caption and its marks', () => {
    const caption_entities = [{ type: 'bold', offset: 0, length: 2 }];
    const document = {
      ...file,
      file_name: `../../etc/${'x'.repeat(400)}`,
      mime_type: 'text/html',
      file_size: -1,
    };
    expect(action({ document, caption: 'my file', caption_entities })).toEqual({
      did: 'sentMedia',
      media: 'document',
      text: 'my file',
      told: {
        externalId: 77,
        entities: caption_entities,
        files: [{ ...received, name: `../../etc/${'x'.repeat(246)}`, mime: 'text/html', size: null }],
      },
    });
  });

  it('animation: it is no document, though it is sent as one as well', () => {
    expect(action({ animation: file, document: file })).toMatchObject({ media: 'animation' });
  });

  it('photo: the largest size counts, and of an album each part names it', () => {
    const photo = [
      { ...file, file_id: 'small', width: 90, height: 60 },
      { ...file, file_id: 'large', width: 1280, height: 960 },
      { ...file, file_id: 'middle', width: 320, height: 240 },
    ];
    expect(action({ photo, media_group_id: '13', live_photo: file })).toEqual({
      did: 'sentMedia',
      media: 'photo',
      told: { externalId: 77, album: '13', files: [{ ...received, fileId: 'large' }] },
    });
  });

  it('one that cannot be had is told of without it', () => {
    expect(action({ voice: { duration: 3 } })).toEqual({
      did: 'sentMedia',
      media: 'voice',
      told: { externalId: 77 },
    });
  });
});

describe('of what is no file', () => {
  const place = { latitude: 55.75, longitude: 37.62 };

  it.each([
    ['a place', { location: place }, { media: 'location', told: { externalId: 77, location: place } }],
    [
      'a venue',
      { location: place, venue: { location: place, title: 'Bar', address: 'Main st. 1' } },
      { media: 'location', text: 'Bar, Main st. 1', told: { externalId: 77, location: place } },
    ],
    [
      'a contact',
      { contact: { phone_number: '+4912', first_name: 'Bob', user_id: 3, vcard: 'x' } },
      {
        media: 'contact',
        told: { externalId: 77, contact: { phone: '+4912', firstName: 'Bob', lastName: '', userId: 3 } },
      },
    ],
    [
      'a poll',
      { poll: { id: '1', question: 'Why?' } },
      { media: 'poll', text: 'Why?', told: { externalId: 77 } },
    ],
    [
      'a dice',
      { dice: { emoji: '🎲', value: 5 } },
      { media: 'dice', text: '🎲 5', told: { externalId: 77 } },
    ],
    ['a game', { game: { title: 'Chess' } }, { media: 'game', text: 'Chess', told: { externalId: 77 } }],
    ['a story', { story: { id: 1, chat } }, { media: 'story', told: { externalId: 77 } }],
    [
      'paid media',
      { paid_media: { star_count: 5, paid_media: [] }, caption: 'look' },
      { media: 'paidMedia', text: 'look', told: { externalId: 77 } },
    ],
  ])('%s is kept with what it says', (_, content, expected) => {
    expect(action(content)).toEqual({ did: 'sentMedia', ...expected });
  });

  it.each([
    ['a place at infinity', { location: { latitude: Number.POSITIVE_INFINITY, longitude: 1 } }],
    ['a message of the service', { pinned_message: { message_id: 3, date: 1, chat } }],
    ['a kind that nobody knows yet', { hologram: { depth: 3 } }],
  ])('%s is stored and ignored', (_, content) => {
    expect(action(content)).toMatchObject({ of: 'unread', type: 'message', reason: null });
  });
});
