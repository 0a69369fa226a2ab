import { describe, expect, it } from 'vitest';
import { guessLanguage } from '../parts/language.ts';
import { english, russian } from './texts.ts';

const sources = Object.entries(
  import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts', '!../dist/**'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);
const code = sources.map(([, text]) => text).join('\n');
/** The plural forms that a language uses; a text with forms is asked for by its name alone. */
const plural = /_(one|few|many|other)$/;
const nameOf = (key: string): string => key.replace(plural, '');
const languages: [string, Record<string, string>][] = [
  ['en', english],
  ['ru', russian],
];

/** Names written out in the code, and the beginnings of those that are put together there. */
const named = new Set(
  [...code.matchAll(/'([a-z]\w*(?:\.\w+)+)'|of="([\w.]+)"/g)].map((found) => found[1] ?? found[2] ?? ''),
);
const begun = [...code.matchAll(/`([a-z]\w*\.(?:\w+\.)*)\$\{/g)].map((found) => found[1] ?? '');
const asked = [...code.matchAll(/\btext\(\s*'([\w.]+)'|\bof="([\w.]+)"/g)].map(
  (found) => found[1] ?? found[2] ?? '',
);

describe('the texts of the page', () => {
  it('are found in the code at all', () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(asked.length).toBeGreaterThan(50);
  });

  it.each(languages)('in %s: none that the code asks for is missing', (_, texts) => {
    const known = new Set(Object.keys(texts).map(nameOf));
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(languages)('in %s: none is unused', (_, texts) => {
    const unused = Object.keys(texts).filter((key) => {
      const name = nameOf(key);
      return !named.has(name) && !begun.some((beginning) => name.startsWith(beginning));
    });
    expect(unused).toEqual([]);
  });

  it('are the same in both languages, with the same values to fill in', () => {
    const placesOf = (texts: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(texts)
          .map(([key, text]): [string, string[]] => [nameOf(key), (text.match(/\{\{\w+\}\}/g) ?? []).sort()])
          .sort(([left], [right]) => (left < right ? -1 : 1)),
      );
    expect(placesOf(russian)).toEqual(placesOf(english));
  });

  it.each(languages)('in %s: those that count have every plural form', (language, texts) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counting = new Set(
      Object.keys(texts)
        .filter((key) => plural.test(key))
        .map(nameOf),
    );
    const wanted = [...counting].flatMap((name) => forms.map((form) => `${name}_${form}`));
    expect(wanted.filter((key) => !Object.hasOwn(texts, key))).toEqual([]);
  });

  it('none is empty', () => {
    for (const [, texts] of languages)
      expect(Object.values(texts).filter((text) => !text.trim())).toEqual([]);
  });
});

describe('the language', () => {
  it.each([
    [['ru-RU', 'en'], 'ru'],
    [['de', 'ru'], 'ru'],
    [['en-GB', 'ru'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('for a browser that wants %j is %s', (wanted, expected) => {
    expect(guessLanguage(wanted)).toBe(expected);
  });
});
