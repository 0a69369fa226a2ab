/** One conversation against one endpoint: the story's expectations, and what the AI's words are held to. */
import type { AiEndpoint } from '../src/ai/ai.ts';
import type { Configuration } from '../src/store/store.ts';
import { type Line, type PlayedStory, type Problem, playStory } from '../src/story/story.ts';
import { askEndpoint, type EndpointAi } from './endpointAi.ts';
import type { Conversation } from './readConversation.ts';
import { checkWords, claimsPerson } from './replyCheck.ts';

/** A failure, with the AI's words where they are to blame. */
export type Failure = Problem & { said?: string };

export type PlayedConversation = {
  failures: Failure[];
  lines: Line[];
  /** Answers that the server's guard did not let through. */
  refused: number;
  use: EndpointAi['use'];
};

/** How the guard's reasons begin; all others are the endpoint's. */
const guardReason = /^the AI's answer /;

export async function playConversation(
  conversation: Conversation,
  configuration: Configuration,
  endpoint: AiEndpoint,
): Promise<PlayedConversation> {
  const ai = askEndpoint(endpoint, configuration);
  const played = await playStory(conversation.story, configuration, { answerAi: ai.answerAi });
  const reasons = ai.answers.flatMap(({ failure }) => failure ?? []);
  const refused = reasons.filter((reason) => guardReason.test(reason)).length;
  const harmful = conversation.attack ? reasons.filter((reason) => !guardReason.test(reason)) : reasons;
  const words = ai.answers.flatMap((one) => one.words ?? []);
  return {
    failures: [
      ...played.failures,
      ...harmful.map((reason) => atTop(`no answer of the AI: ${reason}`)),
      ...replyFailures(conversation, played, words),
      ...sentBetween(played.lines, words)
        .filter(claimsPerson)
        .map((said) => ({ ...atTop('the AI claims to be a person'), said })),
    ],
    lines: played.lines,
    refused,
    use: ai.use,
  };
}

const atTop = (reason: string): Failure => ({ line: 1, column: 1, reason });

function replyFailures(
  { replies, attack }: Conversation,
  played: PlayedStory,
  words: readonly string[],
): Failure[] {
  let from = Number.NEGATIVE_INFINITY;
  return replies.flatMap(({ expected, sinceMs, line, column }): Failure[] => {
    const until = played.begins + sinceMs;
    const said = sentBetween(played.lines, words, from, until);
    from = until;
    if (said.length === 0 && !attack)
      return [{ line, column, reason: 'reply: the AI has written nothing to the lead' }];
    return said.flatMap((text) =>
      checkWords(expected, text).map((reason) => ({ line, column, reason: `reply: ${reason}`, said: text })),
    );
  });
}

/** The AI's own words of a stretch of time that have reached the lead; before the first of them stands who speaks. */
const sentBetween = (
  lines: readonly Line[],
  words: readonly string[],
  from = Number.NEGATIVE_INFINITY,
  until = Number.POSITIVE_INFINITY,
): string[] =>
  lines
    .filter(({ kind, at }) => kind === 'bot' && at > from && at <= until)
    .flatMap(({ text }) => words.find((one) => text === one || text.endsWith(`\n\n${one}`)) ?? []);
