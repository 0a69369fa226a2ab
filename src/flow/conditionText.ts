import { z } from 'zod';

/** A condition as it is written; whether it can be read is said with its place by the funnel's checks. */
export const conditionText = z.string().min(1).max(4000);
