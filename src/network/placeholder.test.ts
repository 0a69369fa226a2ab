import { describe, expect, it } from 'vitest';
import { isPlaceholder } from './placeholder.ts';

describe('isPlaceholder', () => {
  it.each([
    '{cost}',
    '{sub1}',
    '{{clickid}}',
    '{{ tracker.clickid }}',
    '{{name | default: "friend"}}',
    '%7Bclickid%7D',
    '%7bclickid%7d',
    '-{amount}',
    '{_text}',
    '{status:lead=0 sale=1}',
    '{user_id}_{tid}',
    '{сумма}',
  ])('takes %s for an unfilled macro', (value) => expect(isPlaceholder(value)).toBe(true));

  it.each([
    '',
    '20',
    'USD',
    'd',
    '7d',
    '}',
    '{}',
    '{1}',
    '{"a":1}',
    'a{cost}',
    '{cost}a',
    '[cost]',
    '%%cost%%',
    'x%7D',
    '{a}}}',
    `{${'a'.repeat(500)}}`,
  ])('takes %j for a value', (value) => expect(isPlaceholder(value)).toBe(false));
});
