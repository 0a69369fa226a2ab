import type { z } from 'zod';

/** What a shape says is wrong, to be told by `text.wrong`; of a union the words of its first part. */
export const shapeReason = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_union' ? (issue.errors[0]?.[0]?.message ?? issue.message) : issue.message;
