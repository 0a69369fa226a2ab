/** Checks a form by the shapes of the funnel file before anything is sent. */
import { bot } from '../../src/flow/flow.ts';
import { shapeReason } from '../parts/shapeReason.ts';
import type { Settings } from './botSettings.ts';

const shape = bot.omit({ flows: true });

export type Problem = { place: string[]; reason: string };

/** What is wrong with the settings; `reason` is the shape's own words. */
export function problemsOf(settings: Settings): Problem[] {
  const checked = shape.safeParse(settings);
  if (checked.success) return [];
  return checked.error.issues.map((issue) => ({
    place: issue.path.map(String),
    reason: shapeReason(issue),
  }));
}
