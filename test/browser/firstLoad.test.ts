/** What a visitor waits for before anything is shown: the scripts of the built page, as they are sent packed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const dist = resolve(import.meta.dirname, '../../web/dist');
/** Bytes, gzipped: the product's own promise, before the constructor's part. */
const most = 250_000;

const packed = (file: string): number => gzipSync(readFileSync(resolve(dist, file))).length;

/** The scripts that index.html names: the entry and everything that it imports without being asked. */
function named(): string[] {
  const page = readFileSync(resolve(dist, 'index.html'), 'utf8');
  return [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file ?? '');
}

const assets = (beginning: RegExp): string[] =>
  readdirSync(resolve(dist, 'assets'))
    .filter((file) => beginning.test(file))
    .map((file) => `assets/${file}`);

describe('the first load', () => {
  it('is measured on a built page', () => {
    expect(existsSync(resolve(dist, 'index.html'))).toBe(true);
    expect(named().length).toBeGreaterThan(0);
    expect(assets(/^(english|russian)-.*\.js$/)).toHaveLength(2);
  });

  it(`is less than ${most / 1000} KB of packed JavaScript, with the larger of the two languages`, () => {
    const language = Math.max(...assets(/^(english|russian)-.*\.js$/).map(packed));
    const scripts = named().reduce((sum, file) => sum + packed(file), 0);
    console.info(`first load: ${((scripts + language) / 1000).toFixed(1)} KB gzipped`);
    expect(scripts + language).toBeLessThan(most);
  });

  it('lies packed beside itself, so that it is sent so', () => {
    for (const file of named()) {
      const sent = gunzipSync(readFileSync(resolve(dist, `${file}.gz`)));
      expect(sent.equals(readFileSync(resolve(dist, file)))).toBe(true);
    }
  });

  it('holds neither canvas nor charts nor the palette: they come with who needs them', () => {
    const text = named()
      .map((file) => readFileSync(resolve(dist, file), 'utf8'))
      .join('\n');
    for (const sign of ['react-flow__', 'recharts-', 'mantine-Spotlight', 'dropzone-']) {
      expect(text.includes(sign)).toBe(false);
    }
  });
});
