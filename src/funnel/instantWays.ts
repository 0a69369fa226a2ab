import { milliseconds, type Step } from '../flow/flow.ts';

/**
 * Where a step may lead without waiting for the lead, a clock or an answer: the ways on which the engine
 * stays in one turn. A branch that is chosen passes over the step's own delay and finish.
 */
export function instantWays(step: Step): string[] {
  switch (step.kind) {
    case 'changeFlow':
      return [step.to];
    case 'abRouter':
      return step.branches.filter(({ percent }) => percent > 0).map(({ next }) => next);
    case 'customCondition':
      return [
        ...step.branches.map(({ next }) => next),
        ...(step.otherwise === undefined ? ownEnd(step) : [step.otherwise]),
      ];
    case 'sendWebhook':
      return step.wait ? [] : ownEnd(step);
    case 'sendMessage':
      return step.messages.some(({ prompt }) => prompt !== undefined) ? [] : ownEnd(step);
    case 'customDelay':
    case 'customPush':
    case 'aiReply':
      return [];
    default:
      return ownEnd(step);
  }
}

/** Whether the end of a step's work hands over to `next` at once. */
export const goesOn = (step: Step): boolean =>
  (step.finish ?? 'next') === 'next' &&
  !step.stay &&
  step.next !== undefined &&
  milliseconds(step.delay) === 0;

const ownEnd = (step: Step): string[] => (goesOn(step) && step.next !== undefined ? [step.next] : []);
