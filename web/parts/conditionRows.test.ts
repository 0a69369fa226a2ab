import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCondition } from '../../src/condition/condition.ts';
import { operatorsOf, readRows, rowOperands, takesKey, writeRows } from './conditionRows.ts';

describe('a condition as rows', () => {
  it.each([
    'event = registration and event != sale',
    'count(resale) >= 2',
    'fields.country != "Costa Rica" or tags = "VIP"',
    'last(sale) < 7d',
    'manager = none',
    'fields.email is empty',
    'step = FD/REG',
  ])('%s is read and written back with the same meaning', (text) => {
    const rows = readRows(text, 'lead');
    expect(rows).not.toBeNull();
    const written = rows ? writeRows(rows) : '';
    expect(parseCondition(written, 'lead')).toEqual(parseCondition(text, 'lead'));
  });

  it.each(['not (event = sale and cost > 2)', 'event = a and (event = b or event = c)', 'nonsense ='])(
    '%s is left to the text',
    (text) => {
      expect(readRows(text, 'lead')).toBeNull();
    },
  );

  it('keeps any value whatever signs it holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), (value) => {
        fc.pre(!/[\p{C}\n]/u.test(value) && value.trim() === value && !/^[\d-]|^none$/.test(value));
        const rows = {
          join: 'and' as const,
          rows: [{ of: 'field' as const, key: 'a', operator: '=' as const, value }],
        };
        expect(readRows(writeRows(rows), 'lead')?.rows[0]?.value).toBe(value);
      }),
    );
  });

  it('offers only operators that the operand takes', () => {
    const values = new Map([
      ...(['last', 'created', 'lastMessage'] as const).map((of): [string, string] => [of, '7d']),
      ...(['count', 'cost', 'field', 'tracker'] as const).map((of): [string, string] => [of, '2']),
      ['status', 'auto'],
    ]);
    for (const of of rowOperands) {
      for (const operator of operatorsOf(of)) {
        const row = { of, key: takesKey(of) ? 'sale' : '', operator, value: values.get(of) ?? 'x' };
        const text = writeRows({ join: 'and', rows: [row] });
        expect(parseCondition(text, 'lead').ok, text).toBe(true);
      }
    }
  });
});
