import type { Texts } from '../parts/useText.ts';
import type { Problem } from './findProblems.ts';

/** A problem as a sentence; what the shapes say of rare mistakes is in English. */
export function problemWords({ code, reason, finding }: Problem, text: Texts): string {
  if (finding !== undefined) return text.or(`flow.finding.${finding}`, reason);
  switch (code) {
    case 'broken':
      return text('flow.problem.broken', { to: reason });
    case 'sum':
      return text('flow.problem.sum', { sum: reason });
    case 'condition':
      return text('flow.problem.condition', { reason });
    case 'macro':
      return text('flow.problem.macro', { reason });
    case 'shape':
      return known(reason, text);
    default:
      return text(`flow.problem.${code}`);
  }
}

/** The shapes' own sentences that an owner meets, by their beginning. */
const sentences = [
  ['expected a duration', 'duration'],
  ['expected a clock time', 'clock'],
  ['expected 1-64 letters', 'key'],
  ['expected a letter or _', 'fieldKey'],
  ['expected flow/step', 'path'],
  ['expected an event name', 'event'],
  ['a button has exactly one', 'button'],
  ['an album has no buttons', 'albumButtons'],
  ['a delay has either', 'delay'],
  ['a branch has next', 'branch'],
  ['has either assign', 'manager'],
  ['two branches have', 'sameTitle'],
  ['a video note and a sticker', 'noCaption'],
] as const;

function known(reason: string, text: Texts): string {
  const found = sentences.find(([beginning]) => reason.startsWith(beginning));
  return found ? text(`flow.shape.${found[1]}`) : reason;
}
