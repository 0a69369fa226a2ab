import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialogsIn, maskLeads } from './maskLeads.ts';

const ivan = { id: 7, name: 'Ivan Petrov', username: 'petrov_i', chatId: 7712345678 };

describe('a masked answer', () => {
  it('names a dialog by its number', () => {
    const dialog = { id: '7', name: 'Ivan Petrov', username: 'petrov_i', chatId: 7712345678, status: 'auto' };
    expect(maskLeads(dialog, [ivan])).toEqual({
      id: '7',
      name: '#7',
      username: '',
      chatId: 0,
      status: 'auto',
    });
  });

  it.each([
    ['Hello, IVAN!', 'Hello, •••!'],
    ['write to @petrov_i, id 7712345678', 'write to @•••, id •••'],
    ["Ivan Petrov's deposit", "•••'s deposit"],
    ['order 177123456789', 'order 177123456789'],
  ])('has no word of the lead: %j', (text, masked) => {
    expect(maskLeads({ deep: [{ text }] }, [ivan])).toEqual({ deep: [{ text: masked }] });
  });

  it('takes a short name out only where it stands alone, and keeps our own words', () => {
    const short = { ...ivan, name: 'Al', username: 'auto' };
    expect(maskLeads({ status: 'auto', text: 'Al also' }, [short])).toEqual({
      status: 'auto',
      text: '••• also',
    });
  });

  it('hides a contact that was shared, whoever it is', () => {
    const contact = { phone: '+49', firstName: 'Any', lastName: 'Body' };
    expect(maskLeads({ contact }, [])).toEqual({ contact: { phone: '•••', firstName: '•••', lastName: '' } });
  });

  it('holds for every name, in every text and under every key', () => {
    const names = fc
      .string({ unit: 'grapheme', minLength: 3, maxLength: 40 })
      .filter((name) => /\p{L}/u.test(name));
    fc.assert(
      fc.property(names, fc.string(), fc.string(), (name, left, right) => {
        const word = name.trim();
        if (word.length < 3) return;
        // A key that is one of our own names (`status`, `key`) stays: a lead called so must not make a page unusable.
        const masked = maskLeads({ text: `${left}${word}${right}`, fields: { [`my ${word}`]: 1 } }, [
          { ...ivan, name },
        ]);
        const told = JSON.stringify(masked);
        expect(told.includes(JSON.stringify(word).slice(1, -1)) && !'•••textfieldsmy '.includes(word)).toBe(
          false,
        );
      }),
    );
  });

  it('survives what JSON may hold', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"text":"Ivan"},"constructor":["Ivan",null,true,1]}');
    expect(JSON.stringify(maskLeads(hostile, [ivan]))).toBe(
      '{"__proto__":{"text":"•••"},"constructor":["•••",null,true,1]}',
    );
    expect(Object.getPrototypeOf(Object(maskLeads({}, [])))).toBe(Object.prototype);
  });

  it('asks for the dialogs that it speaks of', () => {
    const answer = {
      items: [{ id: '1', chatId: 5, username: '' }, { id: 'x', dialogId: '2' }, { dialogId: null }],
    };
    expect(dialogsIn(answer)).toEqual(['1', '2']);
  });
});
