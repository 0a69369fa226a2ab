/** How long a story of 50 signals takes to play, next to the bare transitions of the same run. */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { offlineConfiguration } from '../src/funnel/funnel.ts';
import { playStory, readStories } from '../src/story/story.ts';
import * as turn from './turn.ts';

export type StoryFigures = {
  job: 'story';
  signals: number;
  /** The very first time, nothing compiled yet: what `signalbox simulate` prints. */
  firstMs: number;
  /** Median of 200 further times. */
  againMs: number;
  /** As many pure transitions, by the rate of the turn benchmark in the same run. */
  baseline: { transitionsMs: number };
};

const repeats = 200;

/** 49 reports behind a start: each a turn with its rule, move and message. */
const text = `
story: Fifty signals
postback: partner
play:
  - click: summer/fb
  - start
${Array.from({ length: 49 }, (_, n) => `  - postback: { event: ${n % 2 ? 'withdrawal' : 'resale'}, cost: ${n}, tid: ${n} }`).join('\n')}
  - expect: { events: ["resale#25", "withdrawal#24"] }
`;

/** Takes about 3 s, most of it the baseline. */
export async function run(baseline?: { turnsPerSecond: number }): Promise<StoryFigures> {
  const funnel = offlineConfiguration(
    readFileSync(new URL('../src/funnel/example.yaml', import.meta.url), 'utf8'),
  );
  const stories = readStories(text);
  const story = stories.ok ? stories.value[0] : undefined;
  if (!funnel.ok || !story) throw new Error('the example or its story cannot be read');
  const times: number[] = [];
  let signals = 0;
  for (let round = 0; round <= repeats; round++) {
    const begun = performance.now();
    const played = await playStory(story, funnel.value);
    times.push(performance.now() - begun);
    if (!played.passed) throw new Error(JSON.stringify(played.failures));
    signals = played.signals;
  }
  const [firstMs = 0, ...later] = times;
  const againMs = later.toSorted((left, right) => left - right)[repeats / 2] ?? 0;
  const { turnsPerSecond } = baseline ?? (await turn.run());
  return {
    job: 'story',
    signals,
    firstMs,
    againMs,
    baseline: { transitionsMs: (signals / turnsPerSecond) * 1000 },
  };
}

/** The figures as a row of the table. */
export async function row(turns: { turnsPerSecond: number }) {
  const { signals, firstMs, againMs, baseline } = await run(turns);
  return {
    job: `story, ${signals} signals`,
    figure: `${againMs.toFixed(2)} ms`,
    baseline: `as many pure transitions ${baseline.transitionsMs.toFixed(2)} ms`,
    ratio: (againMs / baseline.transitionsMs).toFixed(2),
    goal: '< 20 ms',
    notes: `the first time in a process ${firstMs.toFixed(1)} ms`,
  };
}

if (import.meta.main) {
  const { signals, firstMs, againMs, baseline } = await run();
  console.log(
    `story: ${signals} signals, first ${firstMs.toFixed(1)} ms, again ${againMs.toFixed(2)} ms; ` +
      `${signals} pure transitions ${baseline.transitionsMs.toFixed(2)} ms (x${(againMs / baseline.transitionsMs).toFixed(1)})`,
  );
}
