import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Condition,
  type ConditionFacts,
  compileCondition,
  covers,
  explainCondition,
  formatCondition,
  isAlways,
  isNever,
  type Literal,
  namesIn,
  type Operand,
  type Operator,
  parseCondition,
  ruleOf,
  statuses,
} from './condition.ts';

const day = 86_400_000;
const names = ['sale', 'resale', 'a b', '__proto__', 'constructor'] as const;
const keys = ['x', 'country', '__proto__', 'toString'] as const;
const texts = ['a', 'ab', 'b', '5', '5.0', '-1', '2024-03-10', '1e-7', 'none', 'И "я"\\\n'] as const;
const decimals = [
  '0',
  '5',
  '5.0',
  '5.5',
  '6',
  '-1.5',
  '007',
  '20.25',
  '0.0000001',
  '12345678901234567890.5',
] as const;

const anyText = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...texts) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0')),
  },
);
const text = anyText.map((value): Literal => ({ is: 'text', text: value }));
const name = fc.constantFrom(...names);
const number = fc
  .constantFrom(...decimals)
  .map((value): Literal => ({ is: 'number', text: value, value: value.replace(/^00/, '') }));
const date = fc
  .constantFrom('2024-03-10', '2024-03-11')
  .map((value): Literal => ({ is: 'date', text: value }));
const duration = fc
  .constantFrom(
    ['0s', 0] as const,
    ['1d', day] as const,
    ['36h', 1.5 * day] as const,
    ['7d', 7 * day] as const,
  )
  .map(([written, ms]): Literal => ({ is: 'duration', text: written, ms }));
const textOf = (...values: readonly string[]): fc.Arbitrary<Literal> =>
  fc.constantFrom(...values).map((value): Literal => ({ is: 'text', text: value }));

const operand: fc.Arbitrary<Operand> = fc.oneof(
  fc.constantFrom('count' as const, 'last' as const).chain((of) => name.map((event) => ({ of, event }))),
  fc
    .constantFrom('field' as const, 'tracker' as const)
    .chain((of) => fc.constantFrom(...keys).map((key) => ({ of, key }))),
  fc
    .constantFrom(
      'event' as const,
      'cost' as const,
      'tags' as const,
      'status' as const,
      'flow' as const,
      'step' as const,
      'manager' as const,
      'campaign' as const,
      'name' as const,
      'username' as const,
      'chatId' as const,
      'created' as const,
      'lastMessage' as const,
      'amount' as const,
      'currency' as const,
    )
    .map((of) => ({ of })),
);

function literalFor(one: Operand, isOrder: boolean, isEquality: boolean): fc.Arbitrary<Literal> {
  const rule = ruleOf(one);
  const none = rule.none && isEquality ? [fc.constant<Literal>({ is: 'none' })] : [];
  switch (rule.takes) {
    case 'number':
      return number;
    case 'duration':
      return duration;
    case 'value':
      return isOrder ? fc.oneof(number, date) : fc.oneof(text, number, date);
    case 'event':
      return textOf(...names);
    case 'status':
      return textOf(...statuses);
    case 'currency':
      return textOf('USD', 'EUR');
    case 'step':
      return fc.oneof(textOf('a', 'b', 'a/a', 'a/b', 'b/a'), ...none);
    default:
      return fc.oneof(text, ...none);
  }
}

const comparisonOf = (one: Operand): fc.Arbitrary<Condition> =>
  fc.constantFrom(...ruleOf(one).operators).chain((operator): fc.Arbitrary<Condition> => {
    if (operator === 'isEmpty' || operator === 'isNotEmpty') {
      return fc.constant({ kind: 'compare', operand: one, operator, literal: null });
    }
    const isEquality = operator === '=' || operator === '!=';
    return literalFor(one, !isEquality && operator !== 'has', isEquality).map((literal) => ({
      kind: 'compare',
      operand: one,
      operator,
      literal,
    }));
  });

const comparison = operand.chain(comparisonOf);

const condition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    tie('tree').map((inner): Condition => ({ kind: 'not', condition: inner })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
      )
      .map(([kind, conditions]): Condition => ({ kind, conditions })),
  ),
})).tree;

/** Conditions about one or two things, so that their parts get in each other's way. */
const narrow = fc
  .array(operand, { minLength: 1, maxLength: 2 })
  .chain((operands) => {
    const part = fc.constantFrom(...operands).chain(comparisonOf);
    const negated = part.map((inner): Condition => ({ kind: 'not', condition: inner }));
    return fc.array(fc.oneof(part, negated), { minLength: 2, maxLength: 4 });
  })
  .map((conditions): Condition => ({ kind: 'and', conditions }));

const ago = fc.constantFrom(0, day, 1.5 * day, 3 * day, 7 * day, 8 * day, -day);
const now = Date.UTC(2024, 2, 12);
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(arbitrary, { nil: null });
const dictionary = <Value>(
  from: fc.Arbitrary<string>,
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<Record<string, Value>> => fc.dictionary(from, value, { maxKeys: 4 });
const someKey = fc.constantFrom(...keys);
const value = fc.oneof(
  anyText,
  fc.constantFrom('', '5.00', '2024-03-10T10:00', '2024-03-11', '9'.repeat(40)),
  fc.constantFrom(5, -1.5, 0, 1e-7, 1e21, Number.NaN, Number.POSITIVE_INFINITY),
  fc.array(anyText, { maxLength: 3 }),
);
const standing = fc.constantFrom('a', 'b', 'ab', '5');

const facts: fc.Arbitrary<ConditionFacts> = fc.record({
  now: fc.constant(now),
  status: fc.constantFrom(...statuses),
  flow: orNull(standing),
  step: orNull(standing),
  manager: orNull(anyText),
  campaign: orNull(standing),
  name: fc.oneof(anyText, fc.constant('')),
  username: fc.oneof(anyText, fc.constant('')),
  chatId: fc.constantFrom(0, 5, -1, 1_227_280),
  createdAt: ago.map((ms) => now - ms),
  lastMessageAt: orNull(ago.map((ms) => now - ms)),
  fields: dictionary(someKey, value),
  tracker: dictionary(someKey, fc.oneof(anyText, fc.constant(''))),
  tags: fc.array(anyText, { maxLength: 3 }),
  counts: dictionary(name, fc.nat(7)),
  last: dictionary(
    name,
    ago.map((ms) => now - ms),
  ),
  balance: fc.constantFrom(...decimals),
  event: orNull(
    fc.record({ cost: orNull(fc.constantFrom(...decimals)), currency: fc.constantFrom('USD', 'EUR') }),
  ),
});

describe('any condition', () => {
  it('is written so that it is read again as the same', () => {
    fc.assert(
      fc.property(condition, (one) => {
        const written = formatCondition(one);
        fc.pre(written.length <= 4000);
        expect(parseCondition(written, 'event')).toEqual({ ok: true, value: one });
        expect(formatCondition(one)).toBe(written);
      }),
      { numRuns: 1000 },
    );
  });

  it('is decided for any facts without an exception, and turned round by not', () => {
    fc.assert(
      fc.property(condition, facts, (one, lead) => {
        const holds = compileCondition(one)(lead);
        expect(typeof holds).toBe('boolean');
        expect(compileCondition({ kind: 'not', condition: one })(lead)).toBe(!holds);
        const twice: Condition = { kind: 'not', condition: { kind: 'not', condition: one } };
        expect(compileCondition(twice)(lead)).toBe(holds);
      }),
      { numRuns: 2000 },
    );
  });

  it('can be explained and listed', () => {
    fc.assert(
      fc.property(condition, (one) => {
        for (const language of ['en', 'ru'] as const) {
          expect(explainCondition(one, language)).not.toMatch(/undefined|null|^\s|\s$|^$/);
        }
        expect(Object.values(namesIn(one)).every((list) => new Set(list).size === list.length)).toBe(true);
      }),
    );
  });
});

describe('what is said of all dialogs is never wrong', () => {
  const samples = fc.array(facts, { minLength: 20, maxLength: 20 });

  it('of a condition that never or always holds', () => {
    fc.assert(
      fc.property(fc.oneof(narrow, condition), samples, (one, leads) => {
        const test = compileCondition(one);
        if (isNever(one)) expect(leads.some(test)).toBe(false);
        if (isAlways(one)) expect(leads.every(test)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('of one condition that covers another', () => {
    fc.assert(
      fc.property(narrow, condition, samples, (one, other, leads) => {
        const both: Condition = { kind: 'and', conditions: [one, other] };
        expect(covers(one, one)).toBe(true);
        for (const [earlier, later] of [
          [one, other],
          [other, one],
          [one, both],
        ] as const) {
          if (!covers(earlier, later)) continue;
          const [first, second] = [compileCondition(earlier), compileCondition(later)];
          expect(leads.filter(second).every(first)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is said of one value is never wrong', () => {
  const decimal = ['5', '5.5', '6', '-1'] as const;
  const singles = [
    '',
    'a',
    'b',
    'ab',
    '5.0',
    '1e-7',
    '0.0000001',
    '2024-03-10',
    '2024-03-11T10:00',
    ...decimal,
  ];
  const numbers = [5, 5.5, 6, -1, 1e-7];
  const lists = [
    [],
    ...singles.map((one) => [one]),
    ['a', 'b'],
    ['a', '5.0'],
    ['5', '6'],
    ['ab', '2024-03-10'],
  ];
  const base: ConditionFacts = {
    ...{ now, status: 'auto', flow: null, step: null, manager: null, campaign: null, name: '', username: '' },
    ...{
      chatId: 5,
      createdAt: now,
      lastMessageAt: null,
      fields: {},
      tracker: {},
      tags: [],
      counts: {},
      last: {},
    },
    ...{ balance: '0', event: null },
  };
  const inField = [...singles, ...numbers, ...lists].map((x): ConditionFacts => ({ ...base, fields: { x } }));
  const inTracker = singles.map((x): ConditionFacts => ({ ...base, tracker: { x } }));
  const inAmount = [null, ...decimal].map(
    (cost): ConditionFacts => ({ ...base, balance: cost ?? '0', event: { cost, currency: 'USD' } }),
  );

  const literal = (one: string): Literal => {
    if (/^-?[0-9.]+$/.test(one)) return { is: 'number', text: one, value: one };
    return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(one) ? { is: 'date', text: one } : { is: 'text', text: one };
  };
  const written = [...decimal, '5.0', '0', '0.0000001', '2024-03-10', '2024-03-11'];
  const part = (one: Operand): fc.Arbitrary<Condition> => {
    const compared = (
      operators: readonly Operator[],
      literals: readonly Literal[],
    ): fc.Arbitrary<Condition> =>
      fc
        .tuple(fc.constantFrom(...operators), fc.constantFrom(...literals))
        .map(([operator, value]) => ({ kind: 'compare', operand: one, operator, literal: value }));
    const quoted = ['a', 'b', 'ab', '5', '5.0', '1e-7', '2024-03-10'].map(
      (text): Literal => ({ is: 'text', text }),
    );
    const isNumber = ruleOf(one).takes === 'number';
    const numeric = written.map(literal).filter(({ is }) => is === 'number' || !isNumber);
    const texts = isNumber ? [] : [compared(['=', '!=', 'has'], quoted), compared(['has'], numeric)];
    const empty = fc.constantFrom('isEmpty' as const, 'isNotEmpty' as const);
    const emptiness = empty.map(
      (operator): Condition => ({ kind: 'compare', operand: one, operator, literal: null }),
    );
    return fc.oneof(
      compared(['=', '!=', '>', '<', '>=', '<='], numeric),
      ...texts,
      ...(ruleOf(one).operators.includes('isEmpty') ? [emptiness] : []),
    );
  };

  it.each([
    ['a field', { of: 'field', key: 'x' }, inField],
    ['a tracker field', { of: 'tracker', key: 'x' }, inTracker],
    ['an amount', { of: 'amount' }, inAmount],
    ['the balance', { of: 'cost' }, inAmount],
  ] as const)('%s', (_, one, leads) => {
    const some = fc.oneof(
      part(one),
      part(one).map((inner): Condition => ({ kind: 'not', condition: inner })),
    );
    let found = 0;
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 3 }), some, (conditions, other) => {
        const all: Condition = { kind: 'and', conditions };
        const test = compileCondition(all);
        if (isNever(all)) {
          found++;
          expect(leads.filter(test)).toEqual([]);
        }
        if (covers(other, all)) expect(leads.filter(test).every(compileCondition(other))).toBe(true);
      }),
      { numRuns: 5000 },
    );
    // A search that finds nothing is never wrong either.
    expect(found).toBeGreaterThan(500);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...[
      'event',
      'cost',
      'fields.x',
      'count(',
      '(',
      ')',
      '=',
      '!=',
      '>',
      'and',
      'or',
      'not',
      'is',
      'empty',
      'none',
    ],
    ...['"a"', "'", '"', '\\', 'sale', '5', '7d', '\0', '\ud800', ' ', '\n', '“', '{{', '#', '__proto__'],
  );

  it('is parsed or refused at a place inside it, never with an exception', () => {
    const soup = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 200 })), (source) => {
        const parsed = parseCondition(source, 'lead');
        if (parsed.ok) {
          expect(parseCondition(formatCondition(parsed.value), 'lead')).toEqual(parsed);
          return;
        }
        expect(parsed.reason.at).toBeGreaterThanOrEqual(0);
        expect(parsed.reason.at).toBeLessThanOrEqual(source.length);
        expect(parsed.reason.reason).toMatch(/^(expected|amount|currency) /);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '(',
    'not ',
    '"',
    "'\\",
    '\\"',
    '((a',
    'a',
    '9',
    '1d',
    ' ',
    'event=a and ',
    'event = a or not ',
    'count(a)>1 and(',
    'cost>9',
    'fields.',
    '=',
    '\u00a0',
    '😀',
  ])('of 4000 signs of %j is answered, and a megabyte refused', (piece) => {
    const source = piece.repeat(Math.ceil(4000 / piece.length)).slice(0, 4000);
    for (const start of ['', 'cost > ', 'last(a) < ', 'fields.x = "', 'event = a and ']) {
      const parsed = parseCondition((start + source).slice(0, 4000), 'lead');
      expect(parsed.ok || parsed.reason.at <= 4000).toBe(true);
    }
    expect(parseCondition(piece.repeat(1_000_000), 'lead').ok).toBe(false);
  });
});
