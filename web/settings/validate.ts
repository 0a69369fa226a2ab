/** Checks a form by the shapes of the funnel file before anything is sent. */
import type { z } from 'zod';
import { bot } from '../../src/flow/flow.ts';
import type { Settings } from './botSettings.ts';

const shape = bot.omit({ flows: true });

export type Problem = { place: string[]; reason: string };

/** What is wrong with the settings; `reason` is the shape's own words, or one of ours such as `required`. */
export function problemsOf(settings: Settings): Problem[] {
  const checked = shape.safeParse(settings);
  if (checked.success) return [];
  return checked.error.issues.map((issue) => ({
    place: issue.path.map(String),
    reason: reasonOf(issue),
  }));
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'string') return 'required';
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'required';
  return issue.message;
}
