/** No error is worded elsewhere than in the table, and what the fake alone says is marked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalTable } from './refusals.ts';

const folder = import.meta.dirname;
const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

const prefixes: Record<number, string> = {
  400: 'Bad Request: ',
  401: 'Unauthorized',
  403: 'Forbidden: ',
  404: 'Not Found',
  409: 'Conflict: ',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests: ',
  500: 'Internal Server Error: ',
};

/** Strings of the server begin with a small letter behind the prefix, codes of Telegram are in capitals. */
const forms = {
  server: /^(?:[A-Z][A-Za-z ]+: )?(?:bad webhook: [A-Z]|[a-z{"]|retry after|[A-Z])/,
  telegram: /^Bad Request: [A-Z_]+$/,
  fake: /\(fake\)$/,
};

describe('the table of refusals', () => {
  it.each(Object.entries(refusalTable))('%s has its prefix, its source and its form', (_, row) => {
    const [code, description, source] = row;
    expect(description.startsWith(prefixes[code] ?? 'no such code')).toBe(true);
    expect(description).toMatch(forms[source]);
    expect(description.includes('(fake)')).toBe(source === 'fake');
  });

  it('is used whole', () => {
    const all = sources
      .filter((name) => name !== 'refusals.ts')
      .map(read)
      .join('\n');
    const names = Object.keys(refusalTable);
    expect(names.filter((name) => !all.includes(`'${name}'`))).toEqual([]);
  });

  it('is the only place where an error is worded', () => {
    const others = sources.filter((name) => name !== 'refusals.ts' && name !== 'faults.ts');
    const worded = others.filter((name) => /Bad Request|Forbidden:|Conflict:|new Refused/.test(read(name)));
    expect(worded).toEqual([]);
  });
});
