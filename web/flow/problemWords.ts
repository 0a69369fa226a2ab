import type { Texts } from '../parts/useText.ts';
import type { Problem } from './findProblems.ts';

/** A problem as a sentence. */
export function problemWords({ code, reason }: Problem, text: Texts): string {
  switch (code) {
    case 'broken':
      return text('flow.problem.broken', { to: reason });
    case 'sum':
      return text('flow.problem.sum', { sum: reason });
    case 'macro':
      return text('flow.problem.macro', { reason: text.told(reason) });
    case 'condition':
    case 'shape':
      return text.wrong(reason);
    default:
      return text(`flow.problem.${code}`);
  }
}
