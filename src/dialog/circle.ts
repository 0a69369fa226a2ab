/** A flow that goes round without waiting for anything. */
import type { CompiledStep } from './script.ts';
import { saidLately, setStatus, type Walk, warn } from './walk.ts';

/** A flow that has gone through so many steps without waiting goes round in a circle. */
export const maximumSteps = 100;

/** What the circle has made; a pressed button is answered all the same, a file that came is fetched. */
const undone: ReadonlySet<string> = new Set(['message', 'typing', 'webhook', 'ai']);

/** A hundred turns of a circle would be a hundred messages: none goes out, and an operator looks at it. */
export function stopCircle(walk: Walk, step: CompiledStep): void {
  const from = walk.entries.findLastIndex((entry) => entry.kind === 'signal');
  walk.entries = walk.entries.filter(
    ({ kind }, n) => n < from || (kind !== 'sent' && kind !== 'request' && kind !== 'asked'),
  );
  walk.effects = walk.effects.filter(({ kind }, n) => n < walk.mark || !undone.has(kind));
  // The opening line may have been among what is not said now.
  if (saidLately(walk.dialog.state, walk.facts.now)) delete walk.dialog.state.disclosed;
  walk.outcome = 'failed';
  walk.reason = `the flow went through ${maximumSteps} steps without waiting: ${circleOf(walk, step)}`;
  warn(walk, 'circle', walk.reason);
  setStatus(walk, 'error', 'flow');
}

/** `A -> B -> A`: the way from the last time the step was passed until now; a long one is cut. */
function circleOf(walk: Walk, step: CompiledStep): string {
  const place = `${step.flow}/${step.key}`;
  const since = walk.path.lastIndexOf(place);
  const way = [...walk.path.slice(since < 0 ? -1 : since), place];
  return way.length <= 12 ? way.join(' -> ') : [...way.slice(0, 10), '...', place].join(' -> ');
}
