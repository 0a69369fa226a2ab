import { describe, expect, it } from 'vitest';
import type { ApiListedDialog } from '../../src/api/contractOperators.ts';
import { type ListPage, withOne, withTop } from './mergeList.ts';

const dialog = (id: number, minute: number): ApiListedDialog => ({
  ...{
    id: String(id),
    bot: 'leo',
    chatId: id,
    username: '',
    name: `Lead ${id}`,
    status: 'auto',
    flow: null,
    step: null,
  },
  ...{
    fields: {},
    tracker: {},
    tags: [],
    events: [],
    balance: {},
    manager: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  },
  lastMessageAt: `2026-01-01T10:${String(minute).padStart(2, '0')}:00.000Z`,
});
const page = (items: ApiListedDialog[], nextCursor: string | null): ListPage => ({ items, nextCursor });
const idsOf = (pages: readonly ListPage[]): string[][] => pages.map(({ items }) => items.map(({ id }) => id));

const pages = [
  page([dialog(6, 6), dialog(5, 5)], 'a'),
  page([dialog(4, 4), dialog(3, 3)], 'b'),
  page([dialog(2, 2)], null),
];

describe('a list that is on the screen', () => {
  it('takes a dialog from below to its top without showing it twice', () => {
    const top = page([dialog(3, 9), dialog(6, 6)], 'x');
    expect(idsOf(withTop(pages, top))).toEqual([['3', '6'], ['5', '4'], ['2']]);
  });

  it('lets a dialog go that has left the tab', () => {
    const top = page([dialog(5, 5), dialog(4, 4)], 'x');
    expect(idsOf(withTop(pages, top))).toEqual([['5', '4'], ['3'], ['2']]);
  });

  it('is the first page alone when there are no more', () => {
    expect(idsOf(withTop(pages, page([dialog(1, 1)], null)))).toEqual([['1']]);
    expect(idsOf(withTop([], page([dialog(1, 1)], 'x')))).toEqual([['1']]);
  });

  it('changes or removes one in its place', () => {
    const changed = withOne(pages, '3', (one) => ({ ...one, unread: true }));
    expect(changed[1]?.items[1]?.unread).toBe(true);
    expect(idsOf(withOne(pages, '3', () => null))[1]).toEqual(['4']);
    expect(changed[0]).toBe(pages[0]);
  });
});
