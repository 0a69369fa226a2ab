/** The columns of the table: their names, which are chosen at first, and what stands in a cell. */
import type { ApiContact, ApiContactColumns } from '../../src/api/contractContacts.ts';

export const fixedColumns = [
  ...(['name', 'username', 'chatId', 'bot', 'status', 'flow', 'step', 'campaign', 'manager'] as const),
  ...(['tags', 'balance', 'createdAt', 'lastMessageAt', 'id'] as const),
] as const;

export type FixedColumn = (typeof fixedColumns)[number];

export const firstColumns: readonly string[] = [
  ...['name', 'username', 'bot', 'status', 'step', 'tags', 'balance', 'createdAt', 'lastMessageAt'],
];

const listed: readonly string[] = fixedColumns;

export const isFixed = (name: string): name is FixedColumn => fixedColumns.some((one) => one === name);

/** What is remembered, or chosen, is shown in one order: as the columns are listed, then by name. */
export function inOrder(names: readonly string[]): string[] {
  const place = (name: string): number => {
    const at = listed.indexOf(name);
    return at < 0 ? fixedColumns.length + groups.findIndex((one) => name.startsWith(`${one}.`)) : at;
  };
  return [...new Set(names)].sort((left, right) => place(left) - place(right) || (left < right ? -1 : 1));
}

const groups = ['fields', 'tracker', 'events', 'balance'] as const;
export type ColumnGroup = (typeof groups)[number];

/** What may be chosen beside the fixed ones, by group. */
export function keyedColumns(
  known: ApiContactColumns,
): { group: ColumnGroup; names: { name: string; label: string }[] }[] {
  const named = (group: ColumnGroup, keys: readonly string[]) => ({
    group,
    names: keys.map((key) => ({ name: `${group}.${key}`, label: key })),
  });
  return [
    { group: 'fields', names: known.fields.map(({ key, name }) => ({ name: `fields.${key}`, label: name })) },
    named('tracker', known.tracker),
    named('events', known.events),
    named('balance', known.currencies),
  ];
}

/** Reads what the browser has kept; what is no list of columns is as if there were none. */
export function readChoice(kept: string | null): string[] {
  const names = (kept ?? '')
    .split('\n')
    .filter((name) => isFixed(name) || /^(fields|tracker|events|balance)\../.test(name));
  return inOrder(names.length > 0 ? names : firstColumns);
}

/** The plain text of a keyed column (`fields.country`); '' where the contact has none. */
export function keyedCell(contact: ApiContact, name: string): string {
  const dot = name.indexOf('.');
  const key = name.slice(dot + 1);
  switch (name.slice(0, dot)) {
    case 'fields': {
      const value = own(contact.fields, key);
      return Array.isArray(value) ? value.join(', ') : String(value ?? '');
    }
    case 'tracker':
      return own(contact.tracker, key) ?? '';
    case 'events':
      return String(own(contact.events, key) ?? '');
    case 'balance':
      return own(contact.balance, key) ?? '';
    default:
      return '';
  }
}

const own = <Value>(values: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

/** The address of the file with these columns. A key that holds a comma is encoded once more. */
export function fileAddress(
  query: { filter: string; bot: string; order: string },
  columns: readonly string[],
  language: string,
): string {
  const values = new URLSearchParams({ columns: columns.map((name) => encodeURIComponent(name)).join(',') });
  for (const [name, value] of Object.entries(query)) if (value) values.set(name, value);
  // A spreadsheet that speaks Russian takes the comma for the decimal sign.
  if (language === 'ru') values.set('separator', 'semicolon');
  return `/api/v1/contacts.csv?${values}`;
}
