/** Random leads and conditions that often meet: both draw from the same small pools of awkward values. */
import fc from 'fast-check';
import {
  type Comparison,
  type Condition,
  type ConditionFacts,
  type Literal,
  type Operand,
  ruleOf,
  statuses,
} from '../../src/condition/condition.ts';

export const day = 86_400_000;
export const asked = Date.UTC(2024, 2, 10, 12);
export const currency = 'USD';

/** A lead as it is stored; `offset` is how far its bot's clock is ahead. */
export type Lead = Omit<ConditionFacts, 'now' | 'balance' | 'event'> & {
  offset: number;
  balance: Record<string, string>;
};

export const factsOf = ({ offset, balance, ...lead }: Lead): ConditionFacts => ({
  ...lead,
  now: asked + offset,
  balance: balance[currency] ?? '0',
  event: null,
});

const many = 'The quick brown fox jumps over the lazy dog 0123456789. '.repeat(8);
const rest = [...Array(120).keys()].map((n) => String.fromCodePoint(0x400 + n)).join('');
const texts = [
  ...['a', 'ab', 'aB', 'b', 'x%_\\', '"quoted"', 'line\nbreak', "it's", '👍🏽', 'Бразилия', 'Ж', ' ', 'и'],
  ...[
    '5',
    '5.0',
    '05',
    '-0',
    '-0.0',
    '-5',
    '-5.50',
    '20',
    '20.5',
    '20.55',
    '205',
    '1e-7',
    '1e+21',
    '0.05',
    '+5',
    '5.',
  ],
  ...[
    '2024-03-10',
    '2024-03-10T10:00:00Z',
    '2024-03-11',
    '2023-12-31',
    '1066-10-14',
    '2024-13-45',
    '9999-01-01',
  ],
  ...['1000000000000000000000', '0.0000001', '123456789012345678901234567890.5', many, many + rest, 'none'],
];
const storable = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 5 })
  .filter((one) => !one.includes('\0'));
const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...texts) },
  { weight: 1, arbitrary: storable },
);
const keys = ['x', 'country', '__proto__', 'toString', 'a b'];
const key = fc.constantFrom(...keys);
const events = ['sale', 'resale', 'registration', 'constructor', 'a b'];
const event = fc.constantFrom(...events);
const amounts = [
  '0',
  '5',
  '5.00',
  '-5',
  '20',
  '20.01',
  '19.999',
  '205',
  '0.05',
  '-20.5',
  '1000000',
  '12345.678',
];
const amount = fc.constantFrom(...amounts);
const people = ['ann@example.com', 'bob', 'none'];
const jsNumbers = [
  0,
  5,
  -5,
  20.5,
  205,
  0.05,
  1e21,
  1.5e300,
  1e-7,
  1e-6,
  0.1 + 0.2,
  123_456_789_012_345_680_000,
];
const spans = [0, 1, 1000, day - 1, day, 7 * day, 30 * day, 366 * day];
const instant = fc.constantFrom(...spans, -day).map((ago) => asked - ago);
const chat = fc.constantFrom(1, 5, 20, 205, -100_200_300, 6_123_456_789);

const fieldValue = fc.oneof(
  text,
  fc.constant(''),
  fc.constantFrom(...jsNumbers),
  fc.array(text, { maxLength: 3 }),
);
const record = <Value>(name: fc.Arbitrary<string>, value: fc.Arbitrary<Value>) =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs));

export const lead = (campaigns: readonly string[]): fc.Arbitrary<Lead> =>
  fc.record({
    offset: fc.constantFrom(0, 0, 3 * day),
    status: fc.constantFrom(...statuses),
    flow: fc.constantFrom('FD', 'RD', null),
    step: fc.constantFrom('REG', 'hello', null),
    manager: fc.constantFrom(...people, null),
    campaign: fc.constantFrom(...campaigns, null),
    name: fc.oneof(text, fc.constant('')),
    username: fc.oneof(text, fc.constant('')),
    chatId: chat,
    createdAt: instant,
    lastMessageAt: fc.option(instant),
    fields: record(key, fieldValue),
    tracker: record(key, text),
    tags: fc.uniqueArray(text, { maxLength: 3 }),
    counts: record(event, fc.constantFrom(0, 1, 2, 12, 205)),
    last: record(event, instant),
    balance: record(fc.constantFrom(currency, currency, 'EUR'), amount),
  });

const operand: fc.Arbitrary<Operand> = fc.oneof(
  fc
    .constantFrom(
      ...(['event', 'cost', 'tags', 'status', 'flow', 'step', 'manager', 'campaign', 'name'] as const),
      ...(['username', 'chatId', 'created', 'lastMessage'] as const),
    )
    .map((of): Operand => ({ of })),
  fc
    .tuple(fc.constantFrom('count' as const, 'last' as const), event)
    .map(([of, one]) => ({ of, event: one })),
  { weight: 3, arbitrary: key.map((one): Operand => ({ of: 'field', key: one })) },
  key.map((one): Operand => ({ of: 'tracker', key: one })),
);

const asText = (value: fc.Arbitrary<string>): fc.Arbitrary<Literal> =>
  value.map((one) => ({ is: 'text', text: one }));

const number = fc
  .oneof(fc.constantFrom(...amounts, '1', '2', '7', '1000000000000000000000'), chat.map(String))
  .map((one): Literal => ({ is: 'number', text: one, value: one }));
const date = fc
  .constantFrom('2024-03-10', '2024-03-11', '2023-01-01', '1000-01-01', '2200-12-31')
  .map((one): Literal => ({ is: 'date', text: one }));
const duration = fc.constantFrom(...spans).map((ms): Literal => ({ is: 'duration', text: `${ms}ms`, ms }));
const places = ['FD', 'RD', 'REG', 'hello', 'FD/REG', 'RD/hello', 'XX'];

function literal(one: Operand, operator: string): fc.Arbitrary<Literal> {
  const none: fc.Arbitrary<Literal> = fc.constant({ is: 'none' });
  const orNone = (value: fc.Arbitrary<Literal>): fc.Arbitrary<Literal> =>
    ruleOf(one).none && operator !== 'has' ? fc.oneof({ weight: 4, arbitrary: value }, none) : value;
  switch (ruleOf(one).takes) {
    case 'number':
      return number;
    case 'duration':
      return duration;
    case 'value':
      return ['=', '!=', 'has'].includes(operator)
        ? fc.oneof(asText(text), number, date)
        : fc.oneof(number, date);
    case 'status':
      return asText(fc.constantFrom(...statuses));
    case 'event':
      return asText(event);
    case 'key':
      return orNone(asText(fc.constantFrom(...places, 'summer', 'winter')));
    case 'step':
      return orNone(asText(fc.constantFrom(...places)));
    default:
      return orNone(asText(fc.oneof(text, fc.constantFrom(...people, 'an', 'e'))));
  }
}

const comparison: fc.Arbitrary<Comparison> = operand.chain((one) =>
  fc.constantFrom(...ruleOf(one).operators).chain((operator) => {
    const wanted =
      operator === 'isEmpty' || operator === 'isNotEmpty' ? fc.constant(null) : literal(one, operator);
    return wanted.map((value): Comparison => ({ kind: 'compare', operand: one, operator, literal: value }));
  }),
);

export const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: comparison },
    tie('any').map((one): Condition => ({ kind: 'not', condition: one })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
      )
      .map(([kind, conditions]): Condition => ({ kind, conditions })),
  ),
})).any;
