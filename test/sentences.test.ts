/** Whatever English sentence the server may put on a screen has a Russian wording, and none too many. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lintText } from '../src/funnel/lintText.ts';
import { englishSentences, russian, russianSentences } from '../web/language/texts.ts';
import { findSentence } from '../web/parts/sentence.ts';
import { asSentence, tellSentence } from '../web/parts/tellSentence.ts';
import { foreignSentences, gluedSentences } from './support/gluedSentences.ts';
import { sentencesIn } from './support/sentencesIn.ts';
import { scan } from './support/sourceScan.ts';
import { unshownFiles, unshownSentences } from './support/unshownSentences.ts';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !unshownFiles.test(path))
  .sort();
const said = files.flatMap((path) =>
  sentencesIn(scan(`src/${path}`, readFileSync(`src/${path}`, 'utf8'))).map((text) => ({ path, text })),
);
const shown = said.filter(({ text }) => !unshownSentences.has(text));

const told = (text: string): string =>
  tellSentence(text, {
    ...{ catalogue: russianSentences, language: 'ru' },
    wordOf: (name, otherwise) => (Object.hasOwn(russian, name) ? (russian[name] ?? '') : otherwise),
  });

/** Two English words in a row, which no name or key of ours is. */
const englishWords = /\b[a-z]{2,} [a-z]{2,}\b/;
/** The grammar's own words, and values that a sentence quotes. */
const quoted = /"(?:[^"\\]|\\.)*"|is (not )?empty|\b(and|or|not|has)\b|write: |\bstay: true/g;

const isRussian = (text: string): boolean =>
  /[а-яё]/i.test(text) && !englishWords.test(text.replace(quoted, ' '));

describe('the sentences of the server', () => {
  it('are found in its sources at all', () => {
    expect(shown.length).toBeGreaterThan(400);
  });

  it('that are left out as unshown are all still there', () => {
    const all = new Set(said.map(({ text }) => text));
    expect([...unshownSentences].filter((text) => !all.has(text))).toEqual([]);
  });

  it('have a Russian wording without English left in it', () => {
    const missing = shown.filter(({ text }) => !isRussian(told(text)));
    expect(missing.map(({ path, text }) => `${path}: ${text} -> ${told(text)}`)).toEqual([]);
  });
});

describe('the sentences that several places make', () => {
  it.each([...gluedSentences, ...foreignSentences])('have a Russian wording: %s', (text) => {
    expect(told(text)).toSatisfy(isRussian);
  });
});

/** What the shapes' library says by itself; the samples are wrong in one way each. */
const shape = z.object({
  text: z.string().min(1).max(3),
  long: z.string().min(2),
  count: z.number().int().min(1).max(9),
  whole: z.int().min(1).max(9),
  above: z.number().gt(0).lt(5),
  list: z.array(z.string()).min(1).max(2),
  two: z.array(z.string()).min(2),
  choice: z.enum(['a', 'b']),
  either: z.union([z.string(), z.number()]),
  pattern: z.string().regex(/^a/),
  start: z.string().startsWith('x'),
  email: z.email(),
  url: z.url(),
  uuid: z.uuid(),
  at: z.iso.datetime(),
  day: z.iso.date(),
  record: z.record(z.string().max(1), z.string()),
  on: z.boolean(),
  needed: z.string().optional().nonoptional(),
});
const samples: readonly object[] = [
  {},
  { text: '', long: 'a', count: 0, above: 0, list: [], two: [], choice: 'c', either: true, pattern: 'b' },
  { text: 'abcd', count: 10, above: 5, list: ['a', 'b', 'c'], start: 'a', email: 'a', url: 'a', uuid: 'a' },
  { text: 1, count: 1.5, above: Number.NaN, list: {}, at: 'a', day: 'a', record: { ab: 'c' }, on: 'x' },
  { text: null, count: 'x', record: [], list: 'x', strange: 1, stranger: 2 },
  { whole: 0, strange: 1 },
  { whole: 10 },
];
const zodSaid = [
  ...new Set(
    samples.flatMap((sample) =>
      (shape.strict().safeParse(sample).error?.issues ?? []).map(({ message }) => message),
    ),
  ),
];

describe('what the shapes say by themselves', () => {
  it.each(zodSaid)('has a Russian wording: %s', (text) => {
    expect(told(text)).toSatisfy(isRussian);
  });
});

const guide = 'docs/guide/examples/';
const wrong = readdirSync(guide).filter((name) => /^lint-.*\.wrong\.yaml$/.test(name));

describe('the findings of the wrong examples of the guide', () => {
  it('are many', () => {
    expect(wrong.length).toBeGreaterThan(40);
  });

  it.each(wrong)('have a Russian wording: %s', (name) => {
    const reasons = lintText(readFileSync(guide + name, 'utf8')).map(({ reason }) => reason);
    expect(reasons.map(told).filter((text) => !isRussian(text))).toEqual([]);
    expect(reasons).not.toEqual([]);
  });
});

describe('the catalogue', () => {
  const everything = [...said.map(({ text }) => text), ...gluedSentences, ...foreignSentences, ...zodSaid];

  it('has no sentence that nobody says', () => {
    const used = new Set<string>();
    const seen = new Set<string>();
    const use = (text: string): void => {
      if (seen.has(text)) return;
      seen.add(text);
      const plain = text.replace(/^Invalid input: /, '');
      for (const one of [text, plain.charAt(0).toLowerCase() + plain.slice(1)]) {
        const found = findSentence(one, russianSentences);
        if (!found) continue;
        used.add(found.key);
        for (const part of Object.values(found.parts)) use(part);
      }
    };
    everything.forEach(use);
    expect(Object.keys(russianSentences).filter((key) => !used.has(key))).toEqual([]);
  });

  it('fills in Russian what the English has, and rewords nothing that it does not know', () => {
    const placesOf = (text: string): string[] =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
    const strangers = [...Object.entries(russianSentences), ...Object.entries(englishSentences)].filter(
      ([key, wording]) => placesOf(wording).some((name) => !placesOf(key).includes(name)),
    );
    expect(strangers).toEqual([]);
    expect(Object.keys(englishSentences).filter((key) => !Object.hasOwn(russianSentences, key))).toEqual([]);
  });

  it.each([
    ['fields.zzz: the bot has no custom field zzz', 'fields.zzz: у бота нет кастомного поля zzz'],
    ['nope: there is no macro of this name', 'nope: макроса с таким именем нет'],
    ['is taken', 'Уже занято: выберите другое'],
    ['nothing follows: the flow ends here; write next, or finish: finished', /^Дальше ничего нет: флоу/],
  ])('begins a note with a capital letter, but not a name: %s', (text, words) => {
    expect(asSentence(told(text))).toMatch(words);
  });

  it('leaves other words and hostile lengths as they are', () => {
    const hostile = ['"', '\\', 'x ', '{{', '; ', 'the button "'];
    const long = hostile.map((piece) => piece.repeat(200_000 / piece.length));
    expect(long.map(told)).toEqual(long);
    expect(told('Ann <b>')).toBe('Ann <b>');
    expect(told('constructor')).toBe('constructor');
  });
});
