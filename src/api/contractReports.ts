/** Shapes of the reports: what has become of leads, by milestone and by day. */
import { z } from 'zod';

const day = z.iso.date();
const period = { from: day, to: day, timezone: z.string() };

/**
 * The clicks of the period and what has become of them to this day. `click` and `dialog` come first, then
 * events; each counts leads that reached it or a later one.
 */
export const funnelReport = z.object({
  ...period,
  milestones: z.array(
    z.object({
      /** `click`, `dialog`, or the name of an event. */
      milestone: z.string(),
      leads: z.number().int(),
      /** Leads of whom it was itself reported: fewer than `leads` where a postback is missing. */
      reported: z.number().int(),
      /** Of the milestone before it and of the first, 0 to 100; null where there is nothing to compare with. */
      stepPercent: z.number().nullable(),
      totalPercent: z.number().nullable(),
    }),
  ),
});

/** Every day of the period, those without events as well. */
export const eventsReport = z.object({
  ...period,
  /** The most frequent first, ten at most. */
  names: z.array(z.string()),
  /** `counts` stand in the order of `names`; `others`: of all further names together. */
  days: z.array(z.object({ day, counts: z.array(z.number().int()), others: z.number().int() })),
});

/** Dialogs by the day on which they began. */
export const dialogsReport = z.object({
  ...period,
  days: z.array(z.object({ day, campaign: z.number().int(), organic: z.number().int() })),
});

export type ApiFunnelReport = z.infer<typeof funnelReport>;
export type ApiEventsReport = z.infer<typeof eventsReport>;
export type ApiDialogsReport = z.infer<typeof dialogsReport>;
