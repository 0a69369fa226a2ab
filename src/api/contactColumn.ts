/** Columns of the contacts' table by name, and what stands in a cell of a CSV file. */
import type { ApiContact } from './contractContacts.ts';

export const fixedColumns = [
  ...['id', 'name', 'username', 'chatId', 'bot', 'status', 'flow', 'step', 'campaign'],
  ...['manager', 'tags', 'balance', 'createdAt', 'lastMessageAt'],
] as const;

/** What a person without a choice of their own exports: what is fixed, then whatever is known. */
export type Column = { name: string; cell: (contact: ApiContact) => string };

/** The column of that name; null for one that does not exist. */
export function columnOf(name: string): Column | null {
  const dot = name.indexOf('.');
  if (dot < 0) {
    const cell = fixedCells[name];
    return cell && Object.hasOwn(fixedCells, name) ? { name, cell } : null;
  }
  const key = name.slice(dot + 1);
  const read = keyedCells[name.slice(0, dot)];
  const known = Object.hasOwn(keyedCells, name.slice(0, dot)) && key !== '';
  return read && known ? { name, cell: (contact) => read(contact, key) } : null;
}

const fixedCells: Record<string, (contact: ApiContact) => string> = {
  id: ({ id }) => id,
  name: ({ name }) => safeCell(name),
  username: ({ username }) => safeCell(username),
  chatId: ({ chatId }) => (chatId === null ? '' : String(chatId)),
  bot: ({ bot }) => safeCell(bot),
  status: ({ status }) => status,
  flow: ({ flow }) => safeCell(flow ?? ''),
  step: ({ step }) => safeCell(step ?? ''),
  campaign: ({ campaign }) => safeCell(campaign ?? ''),
  manager: ({ manager }) => safeCell(manager ?? ''),
  tags: ({ tags }) => safeCell(tags.join(', ')),
  balance: ({ balance }) =>
    Object.entries(balance)
      .map(([currency, sum]) => safeSum(sum, currency))
      .join('; '),
  createdAt: ({ createdAt }) => createdAt,
  lastMessageAt: ({ lastMessageAt }) => lastMessageAt ?? '',
};

const keyedCells: Record<string, (contact: ApiContact, key: string) => string> = {
  fields: ({ fields }, key) => {
    const value = own(fields, key);
    if (typeof value === 'number') return String(value);
    return safeCell(Array.isArray(value) ? value.join(', ') : (value ?? ''));
  },
  tracker: ({ tracker }, key) => safeCell(own(tracker, key) ?? ''),
  events: ({ events }, key) => String(own(events, key) ?? 0),
  balance: ({ balance }, key) => own(balance, key) ?? '0',
};

const own = <Value>(values: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

/** A withdrawal's sum begins with a minus and is text, as its currency stands behind it. */
const safeSum = (sum: string, currency: string): string => `${sum} ${currency}`.replace(/^-/, "'-");

/**
 * Text as a spreadsheet must read it: what begins like a formula is no formula with an apostrophe in front
 * (OWASP, "CSV Injection": = + - @ tab and line ends, and the wide forms of the signs). Our own numbers stay
 * numbers.
 */
export const safeCell = (text: string): string =>
  /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
