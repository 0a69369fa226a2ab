/** `signalbox simulate`: a funnel file and a story file played without server, database and network. */
import type { ParameterError } from './base/refusal.ts';
import { offlineConfiguration } from './funnel/funnel.ts';
import {
  type Paint,
  type PlayedStory,
  type Problem,
  playStory,
  readStories,
  spell,
  transcriptOf,
} from './story/story.ts';

export type Simulation = {
  passed: boolean;
  /** What is printed for people. */
  lines: string[];
  /** What is wrong, each with its place in its file. */
  reasons: string[];
  /** What is printed for machines. */
  document: object;
};

type File = { name: string; text: string };

/** Plays every story of the file; `clock` measures the playing alone, in milliseconds. */
export async function simulate(
  funnel: File,
  story: File,
  clock: () => number,
  paint?: Paint,
): Promise<Simulation> {
  const configuration = offlineConfiguration(funnel.text);
  if (!configuration.ok) return refused(configuration.reason.map((one) => inFunnel(funnel, one)));
  const stories = readStories(story.text);
  if (!stories.ok) return refused(stories.reason.map((one) => inStory(story, one)));
  const begun = clock();
  const played: PlayedStory[] = [];
  for (const one of stories.value) played.push(await playStory(one, configuration.value));
  const durationMs = clock() - begun;
  const failed = played.filter(({ passed }) => !passed);
  const reasons = failed.flatMap(({ failures }) => failures.map((one) => inStory(story, one)));
  const signals = played.reduce((sum, one) => sum + one.signals, 0);
  const passed = failed.length === 0;
  const verdict = passed ? paint?.good('passed') : paint?.bad('failed');
  return {
    passed,
    lines: [
      ...played.flatMap((one) => [...transcriptOf(one, paint), '']),
      `${verdict ?? (passed ? 'passed' : 'failed')}: ${count(played.length, 'story', 'stories')}${failed.length > 0 ? `, ${failed.length} failed` : ''}; played ${count(signals, 'signal', 'signals')} in ${durationMs.toFixed(durationMs < 10 ? 1 : 0)} ms`,
    ],
    reasons,
    document: { passed, signals, durationMs, stories: played.map((one) => documentOf(one)) },
  };
}

const count = (amount: number, one: string, many: string): string => `${amount} ${amount === 1 ? one : many}`;

const inFunnel = (file: File, { name, reason, line, column }: ParameterError): string =>
  `${file.name}:${line ?? 1}:${column ?? 1}: ${name}: ${reason}`;

const inStory = (file: File, { line, column, reason }: Problem): string =>
  `${file.name}:${line}:${column}: ${reason}`;

const refused = (reasons: string[]): Simulation => ({
  passed: false,
  lines: [],
  reasons,
  document: { passed: false, reasons },
});

const documentOf = ({ story, passed, signals, failures, begins, lines }: PlayedStory): object => ({
  ...{ story, passed, signals, failures },
  transcript: lines.map(({ at, kind, who, text }) => ({
    at: new Date(at).toISOString(),
    after: spell(at - begins),
    ...{ kind, who, text },
  })),
});
