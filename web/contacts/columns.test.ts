import { describe, expect, it } from 'vitest';
import type { ApiContact } from '../../src/api/contractContacts.ts';
import { fileAddress, firstColumns, inOrder, keyedCell, readChoice } from './columns.ts';

const contact: ApiContact = {
  ...{ id: '1', bot: 'leo', chatId: 5, username: '', name: 'Ann', status: 'auto', flow: null, step: null },
  ...{
    campaign: null,
    fields: { games: ['a', 'b'], age: 7 },
    tracker: { buyer: 'x' },
    tags: [],
    manager: null,
  },
  ...{ balance: { USD: '5.00' }, events: { sale: 1 }, createdAt: '', lastMessageAt: null },
};

describe('the chosen columns', () => {
  it('are those of the first time where nothing sensible is remembered', () => {
    for (const kept of [null, '', 'constructor\n__proto__', '{"a":1}']) {
      expect(readChoice(kept)).toEqual(inOrder(firstColumns));
    }
    expect(readChoice('fields.country\nname')).toEqual(['name', 'fields.country']);
  });

  it('stand in one order, whichever was chosen first', () => {
    expect(inOrder(['events.sale', 'tracker.a', 'fields.b', 'fields.a', 'tags', 'name', 'name'])).toEqual([
      ...['name', 'tags', 'fields.a', 'fields.b', 'tracker.a', 'events.sale'],
    ]);
  });

  it.each([
    ['fields.games', 'a, b'],
    ['fields.age', '7'],
    ['fields.constructor', ''],
    ['tracker.buyer', 'x'],
    ['events.sale', '1'],
    ['balance.USD', '5.00'],
  ])('show in %s the text %j', (name, shown) => {
    expect(keyedCell(contact, name)).toBe(shown);
  });

  it('go into the file as they are, whatever their keys hold', () => {
    const address = fileAddress({ filter: '', bot: 'leo', order: 'newest' }, ['name', 'tracker.a,b&c'], 'ru');
    const query = new URL(address, 'http://x').searchParams;
    expect(query.get('columns')?.split(',').map(decodeURIComponent)).toEqual(['name', 'tracker.a,b&c']);
    expect([query.get('bot'), query.has('filter'), query.get('separator')]).toEqual([
      'leo',
      false,
      'semicolon',
    ]);
  });
});
