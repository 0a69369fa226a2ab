/** Counts the tokens and calls of one task. */
import type { AiUse } from '../store/store.ts';

export type Meter = {
  use: AiUse;
  called(): void;
  count(given: GivenUsage, texts: { asked: string; answered: string }): void;
};

/** What the endpoint named; it is hostile text as well. */
export type GivenUsage = { prompt: number | undefined; completion: number | undefined };

/** Where no endpoint says better: about four signs make a token (fewer in Russian, so this counts too few there). */
const signsPerToken = 4;
/** No call can cost more: a figure above it is nonsense. */
const mostTokens = 10_000_000;

const estimate = (text: string): number => Math.ceil(text.length / signsPerToken);
const believable = (count: number | undefined): count is number =>
  count !== undefined && Number.isInteger(count) && count >= 0 && count <= mostTokens;

export function startMeter(): Meter {
  const use: AiUse = { prompt: 0, completion: 0, estimated: false, calls: 0 };
  return {
    use,
    called: () => {
      use.calls += 1;
    },
    count: ({ prompt, completion }, { asked, answered }) => {
      const known = believable(prompt) && believable(completion) && prompt + completion > 0;
      use.prompt += known ? prompt : estimate(asked);
      use.completion += known ? completion : estimate(answered);
      if (!known) use.estimated = true;
    },
  };
}
