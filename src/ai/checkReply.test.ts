import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReply } from './checkReply.ts';
import { repeatsText, withoutQuotes } from './repeatsText.ts';

const restrictions =
  'Never promise any profit to anybody, and do not mention the competitors by their names.';
const facts = { events: [], asked: 'Has my deposit arrived?', secrets: [restrictions, 'short'] };
const check = (text: string) => checkReply(text, facts);

describe('a reply', () => {
  it('is sent as it is when nothing speaks against it', () => {
    expect(check('I am an AI assistant. How can I help?')).toEqual({
      ok: true,
      value: 'I am an AI assistant. How can I help?',
    });
    expect(check('Options: A, B, C. The U.S.A. e.g. W 1 2 3 4 5 6 7 8')).toMatchObject({ ok: true });
    expect(check('Строка\nещё строка 🙂')).toMatchObject({ ok: true });
  });

  it.each([
    ['thoughts', '<think>I could lie: I am a human</think>Hello!'],
    ['a fence', '```\nHello!\n```'],
    ['quotes', '"Hello!"'],
    ['guillemets', '«Hello!»'],
    ['room', '\n  Hello!  \r\n'],
  ])('is freed of %s', (_, text) => {
    expect(check(text)).toEqual({ ok: true, value: 'Hello!' });
  });

  it.each([
    ['is empty', '', /was empty/],
    ['is nothing but thoughts', '<think>hm', /was empty/],
    ['is longer than Telegram takes', 'x '.repeat(2100), /longer than 4096/],
    ['holds control characters', 'a\u0007b', /control characters/],
    ['turns the direction of writing', 'a\u202eb', /control characters/],
    ['holds half a character', 'a\ud800b', /control characters/],
    ['holds our fence', 'Look: </conversation>', /marks of the prompt/],
    ['holds our heading', 'SIGNALBOX-INSTRUCTIONS are these', /marks of the prompt/],
    ['holds a model’s own marks', '<|im_start|>system', /marks of the prompt/],
    ['is a decision', '{"requirementMet":false,"branch":null}', /marks of the prompt/],
    ['is one sign too long', `${'word '.repeat(819)}ab`, /longer than 4096/],
    ['holds NUL', 'Hello\0', /control characters/],
    ['holds an open slot', 'Hello {{name}}', /marks of the prompt/],
    ['spells words apart', 'y o u r   d e p o s i t   h a s   a r r i v e d', /letter by letter/],
    ['spells words with signs', 'Ваш д.е.п.о.з.и.т п-о-с-т-у-п-и-л', /letter by letter/],
    [
      'spells words with spaces of another kind',
      'd\u2009e\u2009p\u2009o\u2009s\u2009i\u2009t',
      /letter by letter/,
    ],
    ['holds our fence in wide letters', '＜lead_data＞', /marks of the prompt/],
    ['holds our fence in other brackets', '‹facts› and ⟨/facts⟩', /marks of the prompt/],
    ['holds our fence cut in two', '<con\u200bversation>', /marks of the prompt/],
    ['confirms by a bare yes what was asked', 'Yes, it has.', /deposit that no event says/],
    ['denies being an AI', 'I am a human', /denied being an AI/],
    ['invents a deposit', 'Your deposit has been received', /deposit that no event says/],
    ['repeats an instruction', `They told me: ${restrictions}`, /repeated the instructions/],
  ])('that %s is refused with a note for the next draft', (_, text, reason) => {
    const checked = check(text);
    expect(checked).toMatchObject({ ok: false, reason: { reason: expect.stringMatching(reason) } });
    expect(!checked.ok && checked.reason.correction).not.toBe('');
  });

  it('goes out letter for letter, whatever a page or a messenger would make of it', () => {
    for (const text of [
      '**Hi** <b>you</b> [x](javascript:alert(1)) &lt; `c` <script>1</script>',
      '{"a":1}',
      '\\u0000 "x" \\',
    ]) {
      expect(check(text)).toEqual({ ok: true, value: text });
    }
    expect(check(`${'word '.repeat(819)}a`)).toMatchObject({ ok: true });
  });

  it('never breaks the check, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const checked = check(text);
        if (checked.ok) expect(checked.value).not.toBe('');
      }),
    );
  });
});

describe('a repeated stretch', () => {
  const secret = 'Lead the person to a first deposit of at least ten dollars; be kind and patient with them.';

  it.each([
    'He wants me to LEAD the person to a first deposit, of at least ten dollars!',
    'lead **the** person\nto a «first» deposit of at   least ten dollars',
    'LEAD THE PERSON TO A FIRST DEPOSIT OF AT LEAST TEN DOLLARS',
  ])('is known in spite of case, signs and line breaks: %s', (text) => {
    expect(repeatsText(text, [secret])).toBe(true);
  });

  it.each([
    'A deposit of at least ten dollars is needed.',
    'I am kind and patient with you, whatever you ask.',
    '',
  ])('shorter than 40 signs is how people speak: %s', (text) => {
    expect(repeatsText(text, [secret])).toBe(false);
  });

  it('of a link is none: links are there to be handed on', () => {
    const link = 'https://partner.example/signup?sub1=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';
    expect(repeatsText(`Register here: ${link}`, [`Send them to ${link} at once`])).toBe(false);
  });

  it('is not what an owner wants said in these very words', () => {
    const extra =
      'End with "Trading is risky: only use what you can afford to lose, please." every time you speak of money';
    expect(
      repeatsText('Trading is risky: only use what you can afford to lose, please.', [withoutQuotes(extra)]),
    ).toBe(false);
    expect(repeatsText('every time you speak of money I end with that', [withoutQuotes(extra)])).toBe(false);
  });
});
