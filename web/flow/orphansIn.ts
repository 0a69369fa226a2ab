import type { ApiFailure } from '../parts/api.ts';

/** Dialogs by the key of the removed step on which they stand, as a refusal tells them. */
export const orphansIn = ({ parameters }: ApiFailure): Record<string, number> =>
  Object.fromEntries(parameters.map(({ name, reason }) => [stepIn(name), numberIn(reason)]));

/** `relocate.hello`, `flow/hello` and `hello` all name the step `hello`. */
const stepIn = (name: string): string => name.replace(/^relocate\./, '').replace(/^.*\//, '');
const numberIn = (reason: string): number => Number(/\d+/.exec(reason)?.[0] ?? 0);
