import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Io, run } from './commandLine.ts';

const example = readFileSync(new URL('./funnel/example.yaml', import.meta.url), 'utf8');

/** Runs `signalbox simulate funnel.yaml a.story.yaml` on these two texts. */
async function simulate(story: string, { funnel = example, options = [] as string[], paint = false } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const files: Record<string, string> = { 'funnel.yaml': funnel, 'a.story.yaml': story };
  const unused = async (): Promise<never> => {
    throw new Error('nobody is to be asked');
  };
  const colour = (text: string): string => `<${text}>`;
  const io: Io = {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    readFile: async (path) => files[path] ?? '',
    fetch: unused,
    migrate: unused,
    now: () => 0,
    ...(paint ? { paint: { dim: colour, bad: colour, good: colour } } : {}),
  };
  return { code: await run(['simulate', 'funnel.yaml', 'a.story.yaml', ...options], {}, io), out, err };
}

const greeting = `story: A greeting
lead: { name: Leo }
play:
  - start
  - wait: 2h
  - says: hi
  - expect: { contains: ["Hello, Leo"] }
`;

describe('signalbox simulate', () => {
  it('prints the conversation, the lead at the left and the bot at the right', async () => {
    const { code, out, err } = await simulate(greeting);
    expect([code, err]).toEqual([0, []]);
    const hello = out.findIndex((line) => line.includes('leo: Hello, Leo'));
    expect(out[0]).toBe('A greeting: passed');
    expect(out[1]).toBe('      +0s  Leo: /start');
    expect(out[2]).toBe('               . start to Welcome/hello, status waiting');
    expect(out[hello]).toBe(`${' '.repeat(27)}leo: Hello, Leo`);
    expect(out.find((line) => line.includes('Leo: hi'))).toBe('      +2h  Leo: hi');
    expect(out.at(-1)).toMatch(/^passed: 1 story; played 2 signals in \d+(\.\d)? ms$/);
  });

  it('ends with 1 and says where the story stood, and what came instead', async () => {
    const { code, out, err } = await simulate(greeting.replace('"Hello, Leo"', '"Goodbye"'));
    expect(code).toBe(1);
    expect(err).toEqual([
      expect.stringMatching(/^a\.story\.yaml:7:25: contains: expected "Goodbye", got "Hello, Leo", /),
    ]);
    expect(out[0]).toBe('A greeting: failed');
    expect(out.at(-1)).toMatch(/^failed: 1 story, 1 failed; played 2 signals in/);
  });

  it('ends with 1 when one of the two files is wrong, with its place', async () => {
    const story = await simulate('story: A\nplay: [{ dance: 1 }]\n');
    const funnel = await simulate(greeting, { funnel: 'version: 1\nbots: [{ key: leo }]\n' });
    expect(story).toMatchObject({
      code: 1,
      out: [],
      err: [expect.stringContaining('exactly one of'), 'a.story.yaml:2:10: dance is no word of a story here'],
    });
    expect(funnel.code).toBe(1);
    expect(funnel.err[0]).toMatch(/^funnel\.yaml:2:\d+: bots\[0\]\.name: is missing/);
  });

  it('is readable for machines', async () => {
    const { code, out } = await simulate(greeting, { options: ['--json'] });
    const document = JSON.parse(out.join(''));
    expect(code).toBe(0);
    expect(document).toMatchObject({
      passed: true,
      signals: 2,
      stories: [{ story: 'A greeting', passed: true, failures: [] }],
    });
    expect(document.stories[0].transcript).toContainEqual({
      ...{ at: '2026-03-02T12:00:00.000Z', after: '2h', kind: 'lead', who: 'Leo', text: 'hi' },
    });
    const broken = await simulate('story: A\n', { options: ['--json'] });
    expect(JSON.parse(broken.out.join(''))).toEqual({ passed: false, reasons: broken.err });
  });

  it('has colours only where somebody looks', async () => {
    expect((await simulate(greeting)).out.join('')).not.toContain('<');
    expect((await simulate(greeting, { paint: true })).out[0]).toBe('A greeting: <passed>');
  });

  it('needs no secret of the funnel', async () => {
    const funnel = example.replace('channel: simulator', `channel: telegram\n    token: ${'$'}{MY_TOKEN}`);
    expect((await simulate(greeting, { funnel })).code).toBe(0);
  });

  it('prints nothing that could steer a terminal', async () => {
    const { out } = await simulate(greeting.replace('says: hi', 'says: "\\e[2J\\r\\u009bhi"'));
    expect(out.join('\n')).toContain('Leo: \ufffd[2J\ufffd\ufffdhi');
  });
});
