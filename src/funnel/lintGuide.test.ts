/** The guide's pages, its examples and the code speak of the same findings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FindingCode, findingCodes, type Severity } from './findingCode.ts';
import { lintText } from './lintText.ts';

const guide = new URL('../../docs/guide/', import.meta.url);
const codes = Object.keys(findingCodes);
/** They need a server, its secrets or Telegram itself: told by plan and apply, never by the lint of a file. */
const onServer: readonly string[] = [
  'missingSecret',
  'badToken',
  'secretKept',
  'tokenNotChecked',
] satisfies FindingCode[];

const exampleOf = (code: string, kind: string): URL => new URL(`examples/lint-${code}.${kind}.yaml`, guide);
const codesIn = (file: URL): string[] => [
  ...new Set(lintText(readFileSync(file, 'utf8')).map(({ code }) => code)),
];

describe('the examples', () => {
  it.each(codes.filter((code) => !onServer.includes(code)))(
    'of %s trip it, it alone, and are mended',
    (code) => {
      expect(codesIn(exampleOf(code, 'wrong'))).toEqual([code]);
      expect(codesIn(exampleOf(code, 'right'))).toEqual([]);
    },
  );

  it('of the page on Telegram has nothing to find', () => {
    expect(codesIn(new URL('examples/telegram.yaml', guide))).toEqual([]);
  });

  it('are of known codes', () => {
    const files = readdirSync(new URL('examples/', guide)).filter((name) => name.startsWith('lint-'));
    const named = files.map((name) => /^lint-(\w+)\.(wrong|right)\.yaml$/.exec(name)?.[1] ?? name);
    expect(named.filter((code) => !codes.includes(code) || onServer.includes(code))).toEqual([]);
  });
});

describe.each(['en', 'ru'])('the page in %s', (language) => {
  const page = readFileSync(new URL(`${language}/lint.md`, guide), 'utf8');
  const [, ...sections] = page.split(/^## .*(?=`(?:error|warning|info)`)/m);
  const severityOf = (section: string): string => /`(\w+)`/.exec(section)?.[1] ?? '';
  const rowsOf = (section: string): string[] =>
    [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, code = '']) => code);

  it.each<Severity>(['error', 'warning', 'info'])('lists every %s', (severity) => {
    const section = sections.find((one) => severityOf(one) === severity) ?? '';
    const expected = Object.entries(findingCodes).flatMap(([code, of]) => (of === severity ? [code] : []));
    expect(rowsOf(section)).toEqual(expected);
  });

  it('leads to both examples of each', () => {
    const links = [...page.matchAll(/\]\((\.\.\/examples\/[^)]+)\)/g)].map(([, path = '']) => path);
    const expected = codes
      .filter((code) => !onServer.includes(code))
      .flatMap((code) => ['wrong', 'right'].map((kind) => `../examples/lint-${code}.${kind}.yaml`));
    expect(links).toEqual(expected);
    expect(links.every((path) => existsSync(new URL(path, new URL(`${language}/`, guide))))).toBe(true);
  });
});
