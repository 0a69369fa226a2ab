import type { z } from 'zod';

/** What a shape says is wrong, to be told by `text.wrong`; of a union the words of its first part, of a key its own. */
export function shapeReason(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.code === 'invalid_union' ? (issue.errors[0]?.[0]?.message ?? issue.message) : issue.message;
}
