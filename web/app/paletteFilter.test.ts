import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCondition } from '../../src/condition/condition.ts';
import { dialogFilter } from './paletteFilter.ts';

describe('what is typed into the palette', () => {
  it('is a condition that can be read, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 2, maxLength: 40 }), (typed) => {
        const filter = dialogFilter(typed);
        expect(filter === null || parseCondition(filter, 'lead').ok).toBe(true);
      }),
    );
  });

  it('finds a lead by name, by user name with or without @, and by number', () => {
    expect(dialogFilter('Ann "A"')).toBe('name has "Ann \\"A\\"" or username has "Ann \\"A\\""');
    expect(dialogFilter('@ann')).toBe('name has ann or username has ann');
    expect(dialogFilter('1234')).toContain('chatId = 1234');
    expect(dialogFilter('a')).toBeNull();
  });
});
