import { expect, it } from 'vitest';
import { namesIn } from './namesIn.ts';
import { parseCondition } from './parseCondition.ts';

it('names everything a condition speaks of, once and in the order of the text', () => {
  const parsed = parseCondition(
    `event = sale and not (event != registration or count(resale) > 1 or last(sale) < 7d or event is empty)
    and fields.country = "Brazil" and fields.age > 18 and fields.country is empty
    and tracker.buyer has ser and (tags = VIP or tags has gold or tags != VIP or tags is empty)
    and (step = FD/REG or step = REG or step = none or flow != RD or flow is empty)
    and campaign = autumn and campaign != none and status = auto and manager = ann and fields.__proto__ = 5`,
    'lead',
  );
  expect(parsed.ok && namesIn(parsed.value)).toEqual({
    events: ['sale', 'registration', 'resale'],
    fields: ['country', 'age', '__proto__'],
    tracker: ['buyer'],
    tags: ['VIP', 'gold'],
    steps: ['FD/REG', 'REG'],
    flows: ['RD'],
    campaigns: ['autumn'],
  });
});
