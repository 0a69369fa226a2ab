/** Whether this person wants to begin at the first steps still; kept by the browser, for each space. */
import { remember, remembered } from '../parts/memory.ts';

const keyOf = (space: string): string => `signalbox.firstSteps.${space}`;

export const isDone = (space: string): boolean => remembered(keyOf(space)) === 'done';
export const noteDone = (space: string): void => remember(keyOf(space), 'done');
