/** Shapes of the log of requests beyond its list. */
import { z } from 'zod';
import { requestLogEntry } from './contract.ts';

/** One request as it came in or went out; the values of what is named like a secret are left out. */
export const requestDetail = requestLogEntry.extend({
  contentType: z.string(),
  body: z.string(),
  /** Id of the postback or webhook that was called. */
  source: z.string().nullable(),
  /** `POST /requests/{id}/replay` takes it. */
  replayable: z.boolean(),
  /** `POST /requests/{id}/assign` takes it: it has touched no dialog yet. */
  assignable: z.boolean(),
  /** What it did, as the timeline's lines have it. */
  entries: z.array(z.looseObject({ kind: z.string() })),
});

export type ApiRequestDetail = z.infer<typeof requestDetail>;
