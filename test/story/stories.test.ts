/** Every story of the project, played by the command that owners use. No server, no database. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Io, run } from '../../src/commandLine.ts';
import { step } from '../../src/flow/flow.ts';
import { offlineConfiguration } from '../../src/funnel/funnel.ts';
import { playStory, readStories } from '../../src/story/story.ts';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const read = (path: string): string => readFileSync(path, 'utf8');

const told = folder('.');
const guide = folder('../../docs/guide/examples/');
const example = folder('../../src/funnel/example.yaml');

const storiesIn = (path: string): string[] =>
  readdirSync(path).filter((name) => name.endsWith('.story.yaml'));

/** `x.story.yaml` and `x.more.story.yaml` are told of `x.yaml`. */
const funnelOf = (name: string): string => `${guide}${name.split('.')[0]}.yaml`;

const plays = [
  ...storiesIn(told).map((name) => ({ name, story: `${told}${name}`, funnel: example })),
  ...storiesIn(guide).map((name) => ({ name, story: `${guide}${name}`, funnel: funnelOf(name) })),
];

async function simulate(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const unused = async (): Promise<never> => {
    throw new Error('a story asks nobody');
  };
  const io: Io = {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    readFile: async (path) => read(path),
    fetch: unused,
    migrate: unused,
    now: () => 0,
  };
  return { code: await run(['simulate', ...argv], {}, io), out, err };
}

describe('stories', () => {
  it.each(plays)('$name passes', async ({ story, funnel }) => {
    const { code, out, err } = await simulate(funnel, story);
    expect(err).toEqual([]);
    expect(code, out.join('\n')).toBe(0);
    expect(out.at(-1)).toMatch(/^passed: \d+ (story|stories); played \d+ signals? in [\d.]+ ms$/);
  });

  it('go through every kind of step', async () => {
    const path = `${guide}every-step.yaml`;
    const funnel = offlineConfiguration(read(path));
    const stories = readStories(read(`${guide}every-step.story.yaml`));
    if (!funnel.ok || !stories.ok) throw new Error('the example cannot be read');
    const visited = new Set<string>();
    for (const story of stories.value) {
      const { lines } = await playStory(story, funnel.value);
      for (const { text } of lines) for (const [place] of text.matchAll(/\w+\/\w+/g)) visited.add(place);
    }
    const flows = new Map(funnel.value.flows.map(({ id, key }) => [id, key]));
    const steps = funnel.value.steps.map(({ flowId, key, document }) => ({
      place: `${flows.get(flowId)}/${key}`,
      kind: document.kind,
    }));
    const kinds = step.options.map(({ shape }) => shape.kind.value);
    const played = new Set(steps.filter(({ place }) => visited.has(place)).map(({ kind }) => kind));
    expect(kinds.filter((kind) => !played.has(kind))).toEqual([]);
  });

  it.each(['en', 'ru'])('of the guide (%s) pass as they are printed there', async (language) => {
    const page = read(folder(`../../docs/guide/${language}/stories.md`));
    const funnel = offlineConfiguration(read(`${guide}first-story.yaml`));
    const blocks = [...page.matchAll(/```yaml\n(story:[\s\S]*?)```/g)].map(([, text = '']) =>
      readStories(text),
    );
    expect(blocks).toHaveLength(1);
    for (const stories of blocks) {
      if (!stories.ok || !funnel.ok || !stories.value[0]) throw new Error('the page cannot be read');
      expect((await playStory(stories.value[0], funnel.value)).failures).toEqual([]);
    }
  });

  it('are the same each time they are played', async () => {
    const twice = await Promise.all([1, 2].map(() => simulate(example, `${told}seed.story.yaml`, '--json')));
    const [first, second] = twice.map(({ out }) => JSON.parse(out[0] ?? ''));
    expect(first.stories).toEqual(second.stories);
    expect(first.stories[0]).toMatchObject({ passed: true, failures: [], signals: 13 });
  });
});
