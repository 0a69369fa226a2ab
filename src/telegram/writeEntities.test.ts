import { describe, expect, it } from 'vitest';
import { writeButtons } from './writeButtons.ts';
import { writeEntities } from './writeEntities.ts';

const place = { offset: 1, length: 2 };

describe('our marks', () => {
  it('become Telegram’s, each with what its kind needs', () => {
    expect(
      writeEntities([
        { type: 'bold', ...place },
        { type: 'pre', ...place, language: 'ts' },
        { type: 'text_link', ...place, url: 'https://a.example/' },
        { type: 'text_mention', ...place, userId: 7 },
        { type: 'custom_emoji', ...place, emojiId: '55' },
      ]),
    ).toEqual([
      { type: 'bold', ...place },
      { type: 'pre', ...place, language: 'ts' },
      { type: 'text_link', ...place, url: 'https://a.example/' },
      { type: 'text_mention', ...place, user: { id: 7, is_bot: false, first_name: '' } },
      { type: 'custom_emoji', ...place, custom_emoji_id: '55' },
    ]);
  });

  it.each(['mention', 'url', 'bot_command', 'constructor', '__proto__', 'text_link', 'nonsense'])(
    'of the kind %s alone are not told',
    (type) => {
      expect(writeEntities([{ type, ...place }])).toEqual([]);
    },
  );

  it('without length are left out', () => {
    expect(writeEntities([{ type: 'bold', offset: 0, length: 0 }])).toEqual([]);
  });
});

describe('our buttons', () => {
  const page = { text: 'Open', id: null, url: null, webApp: 'https://app.example/' };

  it('become an inline keyboard; a web app is a link in a business chat', () => {
    expect(writeButtons([[page], [{ text: 'Yes', id: 's:yes', url: null, webApp: null }]], false)).toEqual({
      inline_keyboard: [
        [{ text: 'Open', web_app: { url: 'https://app.example/' } }],
        [{ text: 'Yes', callback_data: 's:yes' }],
      ],
    });
    expect(writeButtons([[page]], true)).toEqual({
      inline_keyboard: [[{ text: 'Open', url: 'https://app.example/' }]],
    });
  });

  it('are none where no button does anything', () => {
    expect(writeButtons([], false)).toBeNull();
    expect(writeButtons([[{ text: 'Nothing', id: null, url: null, webApp: null }]], false)).toBeNull();
  });
});
