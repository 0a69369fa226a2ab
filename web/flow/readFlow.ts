/** Reads drawings that come from outside: the server's drafts, files, the clipboard. */
import type { z } from 'zod';
import { type Flow, flow as flowShape, type Step, step as stepShape } from '../../src/flow/flow.ts';

type Issue = z.core.$ZodIssue;

/** A drawing may be unfinished, with an empty text or a way that leads nowhere yet; its form must be right. */
const unfinished = new Set(['too_small', 'too_big', 'invalid_format', 'custom']);

const isUnfinished = (issue: Issue): boolean =>
  issue.code === 'invalid_union'
    ? issue.errors.length > 0 && issue.errors.every((each) => each.length > 0 && each.every(isUnfinished))
    : unfinished.has(issue.code);

const isDrawn = (shape: z.ZodType, value: unknown): boolean => {
  const read = shape.safeParse(value);
  return read.success || read.error.issues.every(isUnfinished);
};

const isStep = (value: unknown): value is Step => isDrawn(stepShape, value);
const isFlow = (value: unknown): value is Flow => isDrawn(flowShape, value);

/** A step, finished or not; null when it is none of our kinds. */
export const readStep = (value: unknown): Step | null => (isStep(value) ? value : null);

/** A flow, finished or not; null when it is none. */
export const readFlow = (value: unknown): Flow | null => (isFlow(value) ? value : null);
