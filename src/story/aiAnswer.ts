import type { AiTask } from '../effect/effect.ts';
import type { AiResult } from '../signal/signal.ts';
import type { ScriptedAi } from './playing.ts';

/** What an AI without endpoint comes to, so that the dialog goes the way it goes in life. */
export const defaultAnswer = (of: AiTask['of']): AiResult => ({
  ok: false,
  of,
  why: 'failed',
  reason: 'the story gives no AI answer',
});

/** A line `ai:` as the answer to a task: `reply` and `text` stand for each other. */
export function answerFrom(scripted: ScriptedAi, of: AiTask['of']): AiResult {
  const { requirementMet = false, branch = null, fields = {}, fails, budget } = scripted;
  if (budget) return { ok: false, of, why: 'budget', reason: "the day's tokens are used up" };
  if (fails !== undefined) return { ok: false, of, why: 'failed', reason: fails };
  const text = scripted.reply ?? scripted.text ?? null;
  if (of === 'turn') {
    const written = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
    return { ok: true, of, decision: { requirementMet, branch, fields: written }, reply: text };
  }
  if (text !== null) return { ok: true, of, text };
  return { ok: false, of, why: 'failed', reason: "the story's AI answer has no text" };
}
