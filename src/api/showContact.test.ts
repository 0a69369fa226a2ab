import { describe, expect, it } from 'vitest';
import type { ContactRecord } from '../store/store.ts';
import { columnOf, safeCell } from './contactColumn.ts';
import { showContact } from './showContact.ts';

const lead: ContactRecord = {
  ...{
    id: 7,
    bot: 'leo',
    chatId: 501,
    username: 'ann_b',
    name: '=cmd|A1',
    status: 'auto',
    flow: 'FD',
    step: 'REG',
  },
  ...{
    campaign: 'summer',
    fields: { country: '@SUM(1)', age: -7, games: ['-a', 'b'] },
    tracker: { buyer: '+7' },
  },
  ...{ clickid: 'c1', tags: ['=1+1'], manager: null, createdAt: 0, lastMessageAt: null },
  ...{ balance: { USD: '-10' }, events: { sale: 2 } },
};

const cell = (name: string, masked = false): string | undefined =>
  columnOf(name)?.cell(showContact(lead, masked));

describe('a contact', () => {
  it('has no name, user name and chat id for whoever may not know them', () => {
    const shown = JSON.stringify(showContact(lead, true));
    for (const known of ['ann_b', '501', 'cmd']) expect(shown).not.toContain(known);
    expect(cell('chatId', true)).toBe('');
    expect(cell('name', true)).toBe('');
  });

  it.each([
    ['name', "'=cmd|A1"],
    ['fields.country', "'@SUM(1)"],
    ['fields.games', "'-a, b"],
    ['tracker.buyer', "'+7"],
    ['tags', "'=1+1"],
  ])('is no formula in the column %s of a file', (name, text) => {
    expect(cell(name)).toBe(text);
  });

  it.each([
    ['fields.age', '-7'],
    ['balance.USD', '-10.00'],
    ['balance', "'-10.00 USD"],
    ['balance.EUR', '0'],
    ['events.sale', '2'],
    ['events.constructor', '0'],
    ['tracker.clickid', 'c1'],
    ['fields.__proto__', ''],
    ['createdAt', '1970-01-01T00:00:00.000Z'],
  ])('has in the column %s the number or text %s', (name, text) => {
    expect(cell(name)).toBe(text);
  });

  it.each(['constructor', '__proto__', 'password', 'fields.', 'constructor.name', ''])(
    'has no column %s',
    (name) => {
      expect(columnOf(name)).toBeNull();
    },
  );
});

describe('a cell', () => {
  it.each(['=1', '+1', '-1', '@a', '\ta', '\ra', '\na', '\uFF1D1'])('that begins as %j is text', (text) => {
    expect(safeCell(text)).toBe(`'${text}`);
  });

  it('is else as it is', () => {
    expect(safeCell('a=1')).toBe('a=1');
    expect(safeCell('')).toBe('');
  });
});
