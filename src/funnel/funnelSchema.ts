/** The funnel file's JSON Schema, for editors that check while one types. */
import { z } from 'zod';
import { funnelShape } from './funnelShape.ts';

/** `/api/v1/funnel.schema.json`; `funnel.schema.json` in the repository is its copy, kept by a test. */
export const funnelSchema = {
  ...z.toJSONSchema(funnelShape, { io: 'input', reused: 'ref' }),
  title: 'Signalbox funnel file',
};

// `node src/funnel/funnelSchema.ts > funnel.schema.json`, then `npm run format`.
if (import.meta.main) console.log(JSON.stringify(funnelSchema, null, 2));
