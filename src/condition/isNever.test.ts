import { describe, expect, it } from 'vitest';
import type { Condition } from './conditionShape.ts';
import { covers, isAlways, isNever } from './isNever.ts';
import { parseCondition } from './parseCondition.ts';

function read(text: string): Condition {
  const parsed = parseCondition(text, 'event');
  if (!parsed.ok) throw new Error(`${text}: ${parsed.reason.reason}`);
  return parsed.value;
}

describe('can never hold:', () => {
  it.each([
    'status = auto and status = manual',
    'status != start and status != auto and status != waiting and status != manual and status != finished and ' +
      'status != blocked and status != stopped and status != error',
    'cost > 5 and cost < 3',
    'cost > 5 and cost <= 5.0',
    'cost = 5 and cost != 5.00',
    'event = sale and event != sale',
    'event is empty and event = sale',
    'event is empty and count(sale) >= 1',
    'event is empty and event is not empty',
    'event = sale and count(sale) = 0',
    'count(x) < 0',
    'count(x) = 1.5',
    'count(x) > 1 and count(x) < 2',
    'count(x) >= 1 and count(x) <= 2 and count(x) != 1 and count(x) != 2',
    'chatId > 5 and chatId < 6',
    'last(sale) < 1d and last(sale) > 2d',
    'last(sale) is empty and last(sale) < 1d',
    'last(sale) < 1d and not last(sale) < 2d',
    'created < 1d and created >= 24h',
    'lastMessage is empty and lastMessage > 1s',
    'tags = VIP and not tags has VIP',
    'tags is empty and tags = VIP',
    'flow = FD and flow = RD',
    'flow = none and flow = FD',
    'step = FD/REG and flow = RD',
    'step = FD/REG and step = OTHER',
    'step = FD/REG and not (step = REG and flow = FD)',
    'manager = ann and not manager has an',
    'manager = ann and manager has bob',
    'name has abc and not name has b',
    'campaign = none and campaign is not empty',
    'fields.x is empty and fields.x = 5',
    'fields.x is empty and fields.x is not empty',
    'fields.x = a and fields.x != a',
    'fields.x = 5 and fields.x != 5.0',
    'fields.x = "5" and fields.x != 5',
    'fields.x > 5 and fields.x < 3',
    'fields.x > 5 and not fields.x > 4',
    'fields.x > 5 and fields.x = abc',
    'fields.x > 5 and fields.x = 3',
    'fields.x > 5 and fields.x > 2024-01-01',
    'fields.x = a and not fields.x has a',
    'fields.d > 2024-03-10 and fields.d < 2024-03-10',
    'fields.d > 2024-03-10 and fields.d = 2024-03-01',
    'tracker.buyer = a and tracker.buyer = b',
    'tracker.buyer = abc and not tracker.buyer has b',
    'tracker.sub = 5 and tracker.sub > 6',
    'tracker.sub = 5 and tracker.sub = "6"',
    'amount > 5 and amount is empty',
    'amount > 5 and amount < 1',
    'currency = USD and currency = EUR',
    '(status = auto or status = manual) and (status = blocked or status = stopped)',
    'not (cost > 1 or cost < 5)',
  ])('%s', (text) => {
    expect(isNever(read(text))).toBe(true);
    expect(isAlways({ kind: 'not', condition: read(text) })).toBe(true);
  });
});

describe('may hold, or may not:', () => {
  it.each([
    'status = auto or status = manual',
    'cost > 3 and cost < 5 and cost != 4',
    'cost > 5 and cost < 6',
    'count(x) > 1 and count(x) < 3',
    'event = sale and event != resale',
    'last(sale) < 1d or last(sale) >= 1d',
    'not last(sale) < 1d and not last(sale) >= 1d',
    'last(sale) < 0s',
    'amount != 5 and amount is empty',
    'tags = VIP and tags = gold',
    'name has a and name has b',
    'fields.x = a and fields.x = b',
    'fields.x = abc and not fields.x has b',
    'fields.x = 5 and fields.x != "5"',
    'fields.x = "1e-7" and fields.x > 0',
    'fields.x = "1e-7" and fields.x = 0.0000001 and fields.x > 0',
    'fields.x = "1e-7" and fields.x != 0.0000001',
    'not fields.x > 5 and not fields.x <= 5',
    'not fields.d > 2024-03-10 and not fields.d <= 2024-03-10 and fields.d is not empty',
    'step = REG and flow != FD',
    'tracker.sub = 5 and tracker.sub = "5.0"',
    'flow != FD and flow != none',
  ])('%s', (text) => {
    expect([isNever(read(text)), isAlways(read(text))]).toEqual([false, false]);
  });
});

describe('always holds:', () => {
  it.each([
    'event = sale or event != sale',
    'cost > 5 or cost < 10',
    'cost >= 5 or not cost >= 5',
    'count(x) >= 0',
    'fields.x is empty or fields.x is not empty',
    'last(x) is empty or last(x) is any',
  ])('%s', (text) => {
    expect(isAlways(read(text))).toBe(true);
  });
});

describe('a later condition is covered:', () => {
  it.each([
    ['cost > 20', 'cost > 50'],
    ['cost > 20', 'cost > 50 and tags = VIP'],
    ['cost > 20 or tags = VIP', 'tags = VIP'],
    ['event = sale', 'count(sale) >= 2'],
    ['count(sale) >= 1', 'event = sale'],
    ['event is not empty', 'event = sale'],
    ['last(sale) < 7d', 'last(sale) < 1d'],
    ['last(sale) is not empty', 'last(sale) < 1d'],
    ['step = REG', 'step = FD/REG'],
    ['flow = FD', 'step = FD/REG'],
    ['status != manual', 'status = auto'],
    ['fields.country != Brazil', 'fields.country is empty'],
    ['fields.country is not empty', 'fields.country = Brazil'],
    ['fields.age >= 18', 'fields.age > 20'],
    ['tags is not empty', 'tags = VIP'],
    ['manager has ann', 'manager = ann@example.com'],
    ['not (tags = a and tags = b)', 'tags != a'],
    ['tags = a and tags = b', 'tags = b and tags = a'],
  ])('%s covers %s', (earlier, later) => {
    expect(covers(read(earlier), read(later))).toBe(true);
  });

  it.each([
    ['cost > 50', 'cost > 20'],
    ['event = sale', 'event = resale'],
    ['fields.age <= 20', 'not fields.age > 20'],
    ['step = FD/REG', 'step = REG'],
    ['fields.country = Brazil', 'fields.country != Peru'],
    ['tags = a and tags = b', 'tags = a'],
  ])('not by %s: %s', (earlier, later) => {
    expect(covers(read(earlier), read(later))).toBe(false);
  });

  it('also by its very self where the search is given up', () => {
    const many = Array.from({ length: 60 }, (_, index) => `(fields.a${index} = 1 or fields.b${index} = 2)`);
    const large = read(many.join(' and '));
    expect(covers(large, large)).toBe(true);
    expect(isNever(large)).toBe(false);
    expect(isAlways(large)).toBe(false);
  });
});
