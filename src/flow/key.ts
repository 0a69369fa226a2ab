import { z } from 'zod';

/** Keys of bots, flows, steps, campaigns ...: what files and URLs name things by. */
export const objectKey = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'expected 1-64 letters, digits, _ . or - (first a letter or digit)',
  );

const prototypeNames = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a text may name a custom field (product rule: letters, digits, _ and -, at most 64). */
export const isFieldKey = (text: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(text) && !prototypeNames.has(text);

export const fieldKey = z
  .string()
  .refine(isFieldKey, { error: 'expected a letter or _, then up to 63 letters, digits, _ or -' });

/** `flow/step`. */
export const stepPath = z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'expected flow/step');

export function splitStepPath(path: string): { flow: string; step: string } {
  const at = path.indexOf('/');
  return { flow: path.slice(0, at), step: path.slice(at + 1) };
}
