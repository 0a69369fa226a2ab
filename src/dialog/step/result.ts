/** What a step's decision comes to. */
import type { Instant } from '../../base/instant.ts';
import type { Mover } from '../entry.ts';

export type StepResult =
  /** Its work is done: delay and finish follow. */
  | { then: 'done' }
  /** It leads elsewhere at once. */
  | { then: 'go'; to: string; by: Mover }
  /** It waits for a point in time before it is done. */
  | { then: 'pause'; until: Instant }
  /** It waits for the answer of the call it made. */
  | { then: 'awaitAnswer' }
  /** It waits for what the AI decides or writes. */
  | { then: 'awaitAi' };

export const done: StepResult = { then: 'done' };
