/** Plays a story from its first line to its last, in virtual time. */
import type { Configuration, KnownBot } from '../store/store.ts';
import { CannotGoOn } from './cannotGoOn.ts';
import { settle } from './carry.ts';
import { seededRandom } from './chance.ts';
import { perform } from './perform.ts';
import {
  type AiAnswer,
  type AiQuestion,
  failAt,
  type Lead,
  type Line,
  type Playing,
  type Work,
} from './playing.ts';
import type { Story } from './readStories.ts';
import type { Problem } from './storySource.ts';
import { createWorld } from './world.ts';

export type PlayedStory = {
  story: string;
  passed: boolean;
  /** Signals that had their turn: what somebody did, timers, and what the outside answered. */
  signals: number;
  failures: Problem[];
  begins: number;
  lines: Line[];
};

export type PlayOptions = {
  /** Asked where a flow asks an AI and the story has no answer ready. */
  answerAi?: (question: AiQuestion) => Promise<AiAnswer>;
};

const standardStart = Date.UTC(2026, 2, 2, 10);
const firstChat = 1001;

/** With fifty failures the cause is long known. */
const maximumFailures = 50;

/**
 * Plays a story against a configuration: the turns are the server's own, the world is in memory. Nothing is
 * awaited but `answerAi`. Never throws for what a story or a funnel says: that is a failure with its place.
 */
export async function playStory(
  story: Story,
  configuration: Configuration,
  options: PlayOptions = {},
): Promise<PlayedStory> {
  const { answerAi } = options;
  const work = play(story, configuration, answerAi !== undefined);
  let step = work.next();
  while (!step.done) {
    if (!answerAi) throw new Error('broken invariant: nobody was to be asked');
    step = work.next(await answerAi(step.value));
  }
  return step.value;
}

function* play(story: Story, configuration: Configuration, asks: boolean): Work<PlayedStory> {
  const begins = story.at === undefined ? standardStart : Date.parse(story.at);
  const playing = begin(story, configuration, begins, asks);
  if (typeof playing === 'string') {
    const problem = story.about([story.bot === undefined ? 'story' : 'bot'], playing);
    return { story: story.story, passed: false, signals: 0, failures: [problem], begins, lines: [] };
  }
  yield* playAll(playing);
  const { failures, lines, world } = playing;
  return { story: story.story, passed: failures.length === 0, signals: world.turns, failures, begins, lines };
}

/** A story before its first line; a text says why it cannot begin. */
export function begin(
  story: Story,
  configuration: Configuration,
  begins: number,
  asks: boolean,
): Playing | string {
  const world = createWorld(configuration, begins, seededRandom(story.seed ?? 1));
  const bot = botNamed(story, [...world.directory.bots.values()]);
  if (typeof bot === 'string') return bot;
  return {
    ...{ story, bot, world, asks, cast: castOf(story), act: 0 },
    ...{ answers: [], ai: [], sent: [], called: [], lines: [], failures: [] },
    ...{ marks: new Map(), outcome: { outcome: 'none', reason: null } },
  };
}

/** Line after line, until one cannot be played. */
export function* playAll(playing: Playing): Work {
  for (const act of playing.story.play) {
    try {
      yield* perform(playing, act);
      yield* settle(playing);
    } catch (error) {
      if (!(error instanceof CannotGoOn)) throw error;
      failAt(playing, error.key, error.message);
      return;
    }
    if (playing.failures.length >= maximumFailures) return;
    playing.act += 1;
  }
}

function botNamed(story: Story, bots: readonly KnownBot[]): KnownBot | string {
  const keys = bots.map(({ key }) => key).join(', ');
  if (story.bot !== undefined) {
    return bots.find(({ key }) => key === story.bot) ?? `the funnel has no bot ${story.bot} (it has ${keys})`;
  }
  const [only, ...others] = bots;
  if (!only) return 'the funnel has no bot';
  return others.length === 0 ? only : `the funnel has several bots: say bot: ${keys}`;
}

function castOf(story: Story): Map<string, Lead> {
  const named = Object.entries(story.leads ?? {});
  const all = story.lead || named.length === 0 ? [['', story.lead ?? {}] as const, ...named] : named;
  return new Map(
    all.map(([key, { name, username, chatId }], index) => [
      key,
      {
        key,
        chatId: chatId ?? firstChat + index,
        name: name ?? (key || 'Lead'),
        username: username ?? '',
        clickid: null,
        pending: '',
      },
    ]),
  );
}
