/** Takes the words that name leads out of an answer. */
import type { LeadWords } from '../store/store.ts';

export const hidden = '•••';
/** Shorter parts of a name ("Al") stand in too many other words to be taken out of them. */
const shortestPart = 3;
/** Telegram's ids are larger; smaller numbers are counts and amounts. */
const smallestChat = 10_000;

/** Ids of the dialogs that an answer speaks of: by the shape of a dialog, or named as `dialogId`. */
export function dialogsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(dialogsIn);
  if (typeof value !== 'object' || value === null) return [];
  const members = new Map<string, unknown>(Object.entries(value));
  const named = members.has('chatId') || members.has('username') ? [members.get('id')] : [];
  const ids = [...named, members.get('dialogId')].flatMap((id) => {
    const text = typeof id === 'number' ? String(id) : id;
    return typeof text === 'string' && /^\d{1,15}$/.test(text) ? [text] : [];
  });
  return [...ids, ...[...members.values()].flatMap(dialogsIn)];
}

/**
 * A copy in which no text holds a lead's name, a part of it, user name or chat id in any spelling of
 * capitals; a dialog is named by its number instead, a number that is a chat id is 0, and a contact that
 * was shared in the chat loses its phone and names.
 */
export function maskLeads(value: unknown, leads: readonly LeadWords[]): unknown {
  const words = wordsOf(leads);
  const pattern = words.length === 0 ? null : new RegExp(words.join('|'), 'giu');
  const chats = new Set(leads.map(({ chatId }) => chatId));
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return pattern ? one.replace(pattern, hidden) : one;
    if (typeof one === 'number') return one >= smallestChat && chats.has(one) ? 0 : one;
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(hideOwn(one)).map(([key, member]) => [
        kept.has(key) ? key : walkKey(key),
        keep(key, member),
      ]),
    );
  };
  const walkKey = (key: string): string => (pattern ? key.replace(pattern, hidden) : key);
  // A lead who is called "42" or "auto" must not make a page unusable.
  const keep = (key: string, member: unknown): unknown => {
    if (typeof member === 'number' && ids.has(key)) return chats.has(member) ? 0 : member;
    if (typeof member !== 'string') return walk(member);
    return kept.has(key) || ourFile.test(member) ? member : walk(member);
  };
  return walk(value);
}

/** Our own names and numbers, in which nothing of a lead can stand. */
const kept: ReadonlySet<string> = new Set([
  ...[
    'id',
    'dialogId',
    'kind',
    'status',
    'direction',
    'state',
    'at',
    'createdAt',
    'lastMessageAt',
    'nextCursor',
  ],
  ...['bot', 'flow', 'step', 'key', 'cause', 'outcome', 'type', 'by', 'items'],
]);
const ids: ReadonlySet<string> = new Set(['chatId', 'userId', 'fromId']);
const ourFile = /^\/api\/v1\/dialogs\/\d+\/messages\/\d+\/files\/\d$/;

/** By shape, whatever the lead is called: a dialog, and a contact. */
function hideOwn(one: object): object {
  const members = new Map<string, unknown>(Object.entries(one));
  if (members.has('phone') && members.has('firstName')) {
    return { ...one, phone: hidden, firstName: hidden, lastName: '' };
  }
  if (members.has('chatId') && members.has('username')) {
    return { ...one, chatId: 0, username: '', name: `#${String(members.get('id') ?? '')}` };
  }
  return one;
}

function wordsOf(leads: readonly LeadWords[]): string[] {
  const words = leads.flatMap(({ name, username, chatId }) => [
    name.trim(),
    ...name.split(/[\s_.,-]+/u).filter((part) => part.length >= shortestPart),
    username.trim(),
    String(chatId),
  ]);
  // The longest first: "Ivan Petrov" goes as one.
  const each = [...new Set(words.filter((word) => word.length > 0))];
  return each.sort((one, other) => other.length - one.length).map(patternOf);
}

/** Short words and numbers are taken out where they stand alone; a longer one also in "Ivan's". */
function patternOf(word: string): string {
  const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const alone = word.length < shortestPart || /^-?\d+$/.test(word);
  return alone ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}
