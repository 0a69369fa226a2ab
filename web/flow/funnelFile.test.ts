import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFunnelFile, writeFunnelFile } from './funnelFile.ts';

const example = readFileSync(new URL('../../src/funnel/example.yaml', import.meta.url), 'utf8');

describe('a funnel file', () => {
  it('gives every flow that is in it', async () => {
    const { flows } = await readFunnelFile(example);
    expect(flows?.map(({ key, steps }) => `${key} ${steps.length}`)).toEqual(['Welcome 3', 'FD 2', 'RD 6']);
  });

  it('of one flow is read back as the same flow', async () => {
    const { flows } = await readFunnelFile(example);
    for (const flow of flows ?? []) {
      const text = await writeFunnelFile({ key: 'leo', name: 'Leo', channel: 'simulator' }, flow);
      expect((await readFunnelFile(text)).flows).toEqual([flow]);
    }
  });

  it.each([
    '',
    'hello',
    'version: 1',
    'bots: [{ key: a, flows: [{ key: b, steps: [{ key: c, kind: evil }] }] }]',
    ': : :',
    'bots: {}',
  ])('%j gives none, and says so', async (text) => {
    const read = await readFunnelFile(text);
    expect(read.flows).toBeNull();
    expect(read.reason).not.toBe('');
  });
});
