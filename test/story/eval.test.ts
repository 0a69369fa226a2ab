/** The evaluation harness: it passes what is right, and says so when an endpoint answers wrongly. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DefaultAi, evaluate } from '../../eval/evaluate.ts';
import { readConversation } from '../../eval/readConversation.ts';
import { tellsScript } from '../../eval/scriptedEndpoint.ts';
import { offlineConfiguration } from '../../src/funnel/funnel.ts';
import {
  type AiBehaviour,
  isDecision,
  knowsNoFormat,
  obeysTheAttacker,
  says,
  startAiEndpoint,
  type TestAiEndpoint,
} from '../support/aiEndpoint.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'eval/conversations');
const files = (await readdir(folder)).sort();
const nobody: DefaultAi = { aiBaseUrl: null, aiApiKey: null, aiModel: null };

const outcome = z.object({
  endpoint: z.string().nullable(),
  scripted: z.boolean(),
  passed: z.boolean(),
  conversations: z.array(
    z.object({
      name: z.string(),
      passed: z.number(),
      refused: z.number(),
      tokens: z.number(),
      ms: z.number(),
      failures: z.array(
        z.object({
          run: z.number(),
          line: z.number(),
          column: z.number(),
          reason: z.string(),
          said: z.string().optional(),
        }),
      ),
    }),
  ),
});

async function run(argv: readonly string[], defaults = nobody) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await evaluate(argv, defaults, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    conversations: async () => files.map((name) => join(folder, name)),
    folder: root,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const pathOf = (name: string): string => `eval/conversations/${name}`;

describe('without an endpoint', () => {
  it("plays the project's conversations on the scripted one, says so, and all of them pass", async () => {
    const { code, out } = await run(['--repeat', '2']);
    expect(out).toContain("the project's own scripted endpoint answers");
    for (const name of files) expect(out).toMatch(new RegExp(`${name.replaceAll('.', '\\.')} +2 of 2`));
    expect(out).toContain(`${files.length} of ${files.length} conversations passed`);
    expect(files.length).toBeGreaterThanOrEqual(10);
    expect(code).toBe(0);
  });

  it('tells machines the same, with what it has cost', async () => {
    const { code, out } = await run(['--json', pathOf('depositKnown.en.yaml')]);
    const { scripted, passed, conversations } = outcome.parse(JSON.parse(out));
    expect({ code, scripted, passed }).toEqual({ code: 0, scripted: true, passed: true });
    // Three turns of a decision and a reply; the endpoint names 120 tokens a call.
    expect(conversations).toMatchObject([{ name: pathOf('depositKnown.en.yaml'), passed: 1, tokens: 720 }]);
  });

  it('plays the attacks as well when asked to; what the guard refuses has harmed nobody', async () => {
    const { code, out } = await run(['--json', '--injections', pathOf('fromIndia.en.yaml')]);
    const { conversations } = outcome.parse(JSON.parse(out));
    expect(conversations.filter(({ name }) => name.startsWith('injection: ')).length).toBeGreaterThanOrEqual(
      60,
    );
    expect(conversations.filter(({ refused }) => refused > 0).length).toBeGreaterThanOrEqual(60);
    expect(code).toBe(0);
  });
});

describe('with an endpoint', () => {
  let endpoint: TestAiEndpoint;
  const named = () => ['--base-url', endpoint.url, '--model', 'small', '--key', 'secret-key'];

  beforeAll(async () => {
    endpoint = await startAiEndpoint({ apiKey: 'secret-key' });
  });
  afterAll(() => endpoint.stop());
  beforeEach(() => {
    endpoint.requests.length = 0;
    endpoint.problems.length = 0;
  });

  async function scriptOf(name: string): Promise<AiBehaviour> {
    const read = readConversation(await readFile(join(folder, name), 'utf8'));
    if (!read.ok) throw new Error(name);
    return tellsScript(read.value.script);
  }

  it.each(files)('asks that one, by model and key, and lets pass what is right: %s', async (name) => {
    endpoint.behave(await scriptOf(name));
    const { code, out } = await run([...named(), pathOf(name)]);
    expect(out).toContain(`endpoint ${endpoint.url}, model small`);
    expect(endpoint.requests.every(({ model }) => model === 'small')).toBe(true);
    expect(endpoint.problems).toEqual([]);
    expect(code).toBe(0);
  });

  it('takes endpoint, key and model from the environment, and gives its key to no other URL', async () => {
    const defaults = { aiBaseUrl: endpoint.url, aiApiKey: 'secret-key', aiModel: 'small' };
    endpoint.behave(await scriptOf('fromIndia.en.yaml'));
    expect((await run([pathOf('fromIndia.en.yaml')], defaults)).code).toBe(0);
    const other = { ...defaults, aiBaseUrl: 'http://127.0.0.1:9' };
    const { code } = await run(['--base-url', endpoint.url, pathOf('fromIndia.en.yaml')], other);
    expect(code).toBe(1);
    expect(endpoint.problems.join()).toContain('Incorrect API key provided: undefined');
  });

  it('works with one that knows no structured answers', async () => {
    endpoint.behave(knowsNoFormat('any', await scriptOf('objection.en.yaml')));
    expect((await run([...named(), pathOf('objection.en.yaml')])).code).toBe(0);
  });

  it.each(files)('fails a model that decides nothing and says one thing: %s', async (name) => {
    endpoint.behave(says('Okay.'));
    expect(await failuresOf(name)).not.toEqual([]);
  });

  it.each(files)('fails a model that agrees to everything: %s', async (name) => {
    endpoint.behave((request, n) =>
      isDecision(request) ? obeysTheAttacker(request, n) : { content: 'Yes, of course! Да, конечно!' },
    );
    expect(await failuresOf(name)).not.toEqual([]);
  });

  it.each(files)('fails an endpoint that answers nothing: %s', async (name) => {
    // A status that is not tried again: two tries and the pause in between would cost half a second each.
    endpoint.behave(() => ({ status: 403, body: '{"error":{"message":"no such model"}}' }));
    const failures = await failuresOf(name);
    expect(failures.some(({ reason }) => reason.startsWith('no answer of the AI: '))).toBe(true);
  });

  it.each([
    [
      'the wrong branch',
      'fromIndia.en.yaml',
      { branch: 'Fear of fraud' },
      'Hello there',
      /step: expected Welcome\/india/,
    ],
    [
      'a field that nobody told',
      'fieldOnlyWhenSaid.en.yaml',
      { fields: { country: 'Spain' } },
      'Fine.',
      /fields: .*country/,
    ],
    ['the wrong amount', 'depositKnown.en.yaml', {}, 'What would you like to know?', /does not mention \/25/],
    ['another language', 'discloses.ru.yaml', {}, 'I am an AI assistant.', /is not in the language ru/],
    ['evasion', 'discloses.en.yaml', {}, 'What do you think?', /does not say that an AI writes/],
    [
      'a question asked before',
      'asksNothingTwice.en.yaml',
      { fields: { budget: '50' } },
      'In two days. How much would you like to start with?',
      /says \/how much/,
    ],
    ['a promise', 'noPromises.en.yaml', {}, 'I promise that you will double it.', /says \//],
  ])('names %s, with the place and the words', async (_, name, decision, reply, reason) => {
    endpoint.behave(says(reply, decision));
    const { code, out } = await run([...named(), pathOf(name)]);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`${name.replaceAll('.', '\\.')}:\\d+:\\d+: .*`));
    expect(out).toMatch(reason);
    expect(out).toContain('0 of 1 conversations passed');
  });

  it('counts the runs that passed', async () => {
    const behaviour = await scriptOf('fromIndia.en.yaml');
    // The script is told once: the second run finds it used up.
    endpoint.behave(behaviour);
    const { code, out } = await run([...named(), '--repeat', '2', pathOf('fromIndia.en.yaml')]);
    expect(out).toMatch(/fromIndia\.en\.yaml +1 of 2/);
    expect(out).toContain('run 2: ');
    expect(code).toBe(1);
  });

  async function failuresOf(name: string) {
    const { code, out } = await run([...named(), '--json', pathOf(name)]);
    expect(code).toBe(1);
    return outcome.parse(JSON.parse(out)).conversations.flatMap(({ failures }) => failures);
  }
});

describe('a wrong call', () => {
  let scratch: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'signalbox-eval-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it.each([
    [['--repeat', '0'], '--repeat takes'],
    [['--repeat', '1e3'], '--repeat takes'],
    [['--model', 'x'], 'need --base-url'],
    [['--base-url', 'ftp://x', '--model', 'x'], 'no http or https URL'],
    [['--base-url', 'http://x'], 'needs a model'],
    [['--what'], 'usage: npm run eval'],
    [['eval/conversations/nothing.yaml'], 'cannot be read'],
  ])('is told what is wrong: %j', async (argv, told) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toContain(told);
  });

  it('names line and column of what is wrong in a conversation', async () => {
    const file = join(scratch, 'wrong.yaml');
    const lines = ['story: x', 'funnel: f.yaml', 'play:', '  - start', '  - reply:', '      mentionz: a'];
    await writeFile(file, [...lines, '  - reply: { avoids: "/(/" }', '  - sayz: hi'].join('\n'));
    const { code, err } = await run([file]);
    expect(code).toBe(2);
    expect(err).toMatch(/wrong\.yaml:5:5: reply: .*mentionz/);
    expect(err).toMatch(/wrong\.yaml:7:5: reply\.avoids: is no regular expression/);
    expect(err).toMatch(/wrong\.yaml:8:5: sayz is no word of a story here/);
  });

  it('names what is wrong in the funnel', async () => {
    await writeFile(join(scratch, 'f.yaml'), 'version: 1\nbotz: []\n');
    const file = join(scratch, 'right.yaml');
    await writeFile(file, 'story: x\nfunnel: f.yaml\nplay:\n  - start\n');
    const { code, err } = await run([file]);
    expect(code).toBe(2);
    expect(err).toMatch(/f\.yaml:2:1: .*botz/);
  });
});

describe('the guide', () => {
  let scratch: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'signalbox-eval-'));
    await mkdir(join(scratch, 'conversations'));
    await copyFile(join(root, 'eval/funnel.yaml'), join(scratch, 'funnel.yaml'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it.each(['en', 'ru'])(
    'shows a step that can be applied and a conversation that passes: %s',
    async (language) => {
      const page = await readFile(join(root, `docs/guide/${language}/ai.md`), 'utf8');
      const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((found) => found[1] ?? '');
      const funnel = blocks.find((text) => text.startsWith('version: 1'));
      const configuration = offlineConfiguration(funnel ?? '');
      expect(configuration.ok ? [] : configuration.reason).toEqual([]);
      const file = join(scratch, 'conversations', `${language}.yaml`);
      await writeFile(file, blocks.find((text) => text.startsWith('story:')) ?? '');
      const { code, out } = await run([file]);
      expect(out).toContain('1 of 1 conversations passed');
      expect(code).toBe(0);
    },
  );
});
