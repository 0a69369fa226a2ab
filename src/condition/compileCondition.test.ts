import { describe, expect, it } from 'vitest';
import { compileCondition } from './compileCondition.ts';
import type { ConditionFacts } from './conditionShape.ts';
import { parseCondition } from './parseCondition.ts';

const day = 86_400_000;
const now = Date.UTC(2024, 2, 10, 12);

const lead: ConditionFacts = {
  now,
  status: 'auto',
  flow: 'FD',
  step: 'REG',
  manager: 'ann@example.com',
  campaign: 'autumn',
  name: 'Ann Lee',
  username: 'ann_lee',
  chatId: 1_227_280,
  createdAt: now - 10 * day,
  lastMessageAt: now - 2 * day,
  fields: {
    country: 'Brazil',
    age: 30,
    balance: '20.50',
    tiny: 1e-7,
    born: '1990-05-17T10:00:00Z',
    games: ['slots', '21'],
    blank: '',
    nothing: [],
    huge: '123456789012345678901234567890.5',
  },
  tracker: { buyer: 'sergei', sub: '007' },
  tags: ['VIP', '100'],
  counts: { sale: 1, resale: 3, refund: 0 },
  last: { sale: now - 5 * day },
  balance: '45.50',
  event: { cost: '12.5', currency: 'USD' },
};

const blank: ConditionFacts = {
  ...lead,
  status: 'start',
  flow: null,
  step: null,
  manager: null,
  campaign: null,
  name: '',
  username: '',
  lastMessageAt: null,
  fields: {},
  tracker: {},
  tags: [],
  counts: {},
  last: {},
  balance: '0',
  event: null,
};

function holds(text: string, facts: ConditionFacts): boolean {
  const parsed = parseCondition(text, 'event');
  if (!parsed.ok) throw new Error(`${text}: ${parsed.reason.at} ${parsed.reason.reason}`);
  return compileCondition(parsed.value)(facts);
}

/** What holds of the lead, of the blank one: `+-` is true of the lead only. */
function both(text: string): string {
  return [lead, blank].map((facts) => (holds(text, facts) ? '+' : '-')).join('');
}

describe('each operand with each operator', () => {
  it.each([
    ['event', ['= sale +-', '= refund --', '= other --', '!= sale -+', 'is empty -+', 'is not empty +-']],
    [
      'count(resale)',
      [
        '= 3 +-',
        '= 3.0 +-',
        '!= 3 -+',
        '> 2 +-',
        '> 3 --',
        '< 3 -+',
        '>= 3 +-',
        '<= 3 ++',
        '= 0 -+',
        '>= 2.5 +-',
      ],
    ],
    [
      'last(sale)',
      ['< 7d +-', '< 5d --', '> 4d +-', '> 5d --', '<= 5d +-', '>= 5d +-', 'is empty -+', 'is any +-'],
    ],
    ['last(resale)', ['< 7d --', '>= 0s --', 'is empty ++']],
    [
      'cost',
      ['= 45.5 +-', '!= 45.5 -+', '> 45.49 +-', '> 45.5 --', '< 1 -+', '>= 45.50 +-', '<= 0 -+', '= -0 -+'],
    ],
    [
      'tags',
      ['= VIP +-', 'has VIP +-', '= vip --', '!= VIP -+', '= 100 +-', 'is empty -+', 'is not empty +-'],
    ],
    [
      'fields.country',
      [
        '= Brazil +-',
        '= brazil --',
        '!= Brazil -+',
        'has raz +-',
        'has RAZ --',
        '> 5 --',
        '< 5 --',
        '>= 2000-01-01 --',
      ],
    ],
    ['fields.country', ['is empty -+', 'is not empty +-', 'is any +-', '!= other ++']],
    ['fields.age', ['= 30 +-', '= 30.0 +-', '= "30" +-', '= "30.0" --', '> 29.9 +-', '<= 30 +-', 'has 3 +-']],
    ['fields.balance', ['= 20.5 +-', '= "20.5" --', '!= 20.5 -+', '>= 20.50 +-', '< 20.5 --', 'has .50 +-']],
    ['fields.tiny', ['< 0.000001 +-', '= 0.0000001 +-', '= "1e-7" +-', 'has e-7 +-', '> 0 +-']],
    [
      'fields.born',
      [
        '> 1990-05-16 +-',
        '> 1990-05-17 --',
        '>= 1990-05-17 +-',
        '<= 1990-05-17 +-',
        '< 1990-05-18 +-',
        '= 1990-05-17 --',
      ],
    ],
    [
      'fields.games',
      ['= slots +-', '= 21.0 +-', '!= slots -+', 'has slots +-', 'has slot --', '> 20 --', 'is empty -+'],
    ],
    ['fields.blank', ['= x --', '!= x ++', 'has x --', 'is empty ++', '<= 5 --']],
    ['fields.nothing', ['!= x ++', 'is empty ++', 'is not empty --']],
    [
      'fields.huge',
      [
        '= 123456789012345678901234567890.50 +-',
        '> 123456789012345678901234567890.4 +-',
        '> 5 +-',
        '= 123456789012345678901234567890.6 --',
      ],
    ],
    ['tracker.buyer', ['= sergei +-', '!= sergei -+', 'has serg +-', 'is empty -+', '> 1 --']],
    ['tracker.sub', ['= 7 +-', '= "7" --', '= 007 +-', '>= 7 +-', '< 8 +-']],
    ['status', ['= auto +-', '= start -+', '!= auto -+', 'is manual --']],
    ['flow', ['= FD +-', '!= FD -+', '= none -+', '!= none +-', 'is empty -+', 'is not empty +-']],
    [
      'step',
      [
        '= REG +-',
        '= FD/REG +-',
        '= RD/REG --',
        '!= FD/REG -+',
        '!= RD/REG ++',
        '!= REG -+',
        '= none -+',
        'is any +-',
      ],
    ],
    [
      'manager',
      [
        '= ann@example.com +-',
        '!= bob ++',
        'has ann +-',
        'has Ann --',
        '= none -+',
        '!= none +-',
        'is empty -+',
      ],
    ],
    ['campaign', ['= autumn +-', '!= autumn -+', 'is none -+', 'is not none +-', 'is empty -+']],
    ['name', ['= "Ann Lee" +-', '!= "Ann Lee" -+', 'has Lee +-', '= none -+', 'is any +-']],
    ['username', ['= ann_lee +-', '!= ann_lee -+', 'has ann +-', 'is empty -+']],
    ['chatId', ['= 1227280 ++', '!= 1227280 --', '> 1 ++', '< 1.5 --', '>= 1227280 ++', '<= 1227279.9 --']],
    ['created', ['< 11d ++', '> 9d ++', '<= 10d ++', '>= 10d ++', '< 10d --']],
    ['lastMessage', ['< 3d +-', '> 1d +-', '<= 2d +-', '>= 2d +-', 'is empty -+', 'is not empty +-']],
    [
      'amount',
      [
        '= 12.50 +-',
        '!= 12.5 -+',
        '> 12 +-',
        '< 13 +-',
        '>= 12.5 +-',
        '<= 12.5 +-',
        'is empty -+',
        'is any +-',
      ],
    ],
    ['currency', ['= usd +-', '!= USD -+', '= EUR --']],
  ])('%s', (operand, rows) => {
    const found = rows.map((row) => {
      const condition = row.slice(0, row.lastIndexOf(' '));
      return `${condition} ${both(`${operand} ${condition}`)}`;
    });
    expect(found).toEqual(rows);
  });
});

describe('a condition', () => {
  it('joins by and before or, and turns round by not', () => {
    expect(both('event = sale or event = none_such and cost > 1000')).toBe('+-');
    expect(both('(event = sale or event = none_such) and cost > 1000')).toBe('--');
    expect(both('not event = sale and not tags = VIP')).toBe('-+');
    expect(both('not (event = sale and tags = other)')).toBe('++');
  });

  it('never reads what every object inherits', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(both(`fields.${key} is empty and tracker.${key} is empty`)).toBe('++');
      expect(both(`fields.${key} has a or event = ${key} or count(${key}) > 0`)).toBe('--');
      expect(both(`last(${key}) is empty`)).toBe('++');
    }
    const fields = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    expect(holds('fields.__proto__ = a and fields.constructor = b', { ...lead, fields })).toBe(true);
  });

  it('has no amount in an event without one, whatever is asked', () => {
    const facts = { ...lead, event: { cost: null, currency: 'EUR' } };
    expect(holds('amount = 0 or amount > 0 or amount <= 0', facts)).toBe(false);
    expect(holds('amount != 0 and amount is empty and currency = EUR', facts)).toBe(true);
  });

  it('compares texts by their signs, not by a language', () => {
    const facts = { ...lead, fields: { a: '\u00e9', b: 'I' } };
    expect(holds('fields.a = "e\u0301" or fields.b = i or fields.b = \u0131', facts)).toBe(false);
  });
});
