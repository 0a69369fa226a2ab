import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { funnelSchema } from './funnelSchema.ts';

it('is the same in the repository: else `node src/funnel/funnelSchema.ts > funnel.schema.json` and format', () => {
  const kept = readFileSync(new URL('../../funnel.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(funnelSchema)));
});
