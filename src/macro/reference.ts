/** What a macro's name stands for, decided once when the template is parsed. */
import { formatInstant } from '../base/instant.ts';
import type { FieldValue, MacroData } from './macroData.ts';

/** `message` knows `{{name}}`; `webhook` knows `{name}` as well, where a bare name may be a field. */
export type Syntax = 'message' | 'webhook';

const builtins = [
  'chatId',
  'username',
  'name',
  'createdAt',
  'stepKey',
  'stepId',
  'flowKey',
  'status',
] as const;
export type Builtin = (typeof builtins)[number];

const eventKeys = ['name', 'cost', 'currency', 'tid'] as const;
export type EventKey = (typeof eventKeys)[number];

export type Reference =
  | { kind: 'builtin'; key: Builtin }
  /** `fallback` is the builtin that `{fields.chatId}` means when no such field exists. */
  | { kind: 'field'; key: string; fallback: Builtin | null }
  | { kind: 'tracker'; key: string }
  | { kind: 'variable'; key: string }
  | { kind: 'event'; key: EventKey }
  | { kind: 'unknown' };

/** Reads a macro's name, case-sensitively; a leading `chat.` is ignored. */
export function referenceOf(written: string, syntax: Syntax): Reference {
  const name = written.startsWith('chat.') ? written.slice('chat.'.length) : written;
  const dot = name.indexOf('.');
  if (dot < 0) return bareReference(name, syntax);
  const key = name.slice(dot + 1);
  if (key === '') return { kind: 'unknown' };
  switch (name.slice(0, dot)) {
    case 'fields':
      return { kind: 'field', key, fallback: syntax === 'webhook' ? builtinOf(key) : null };
    case 'tracker':
      return { kind: 'tracker', key };
    case 'variables':
      return { kind: 'variable', key };
    case 'event': {
      const eventKey = eventKeys.find((known) => known === key);
      return eventKey ? { kind: 'event', key: eventKey } : { kind: 'unknown' };
    }
    default:
      return { kind: 'unknown' };
  }
}

function bareReference(name: string, syntax: Syntax): Reference {
  const builtin = builtinOf(name);
  if (builtin) return { kind: 'builtin', key: builtin };
  return syntax === 'webhook' && name !== ''
    ? { kind: 'field', key: name, fallback: null }
    : { kind: 'unknown' };
}

const builtinOf = (name: string): Builtin | null => builtins.find((known) => known === name) ?? null;

/** The reference's value in the data, '' when there is none. Variables are templates: see `weave`. */
export function readValue(reference: Reference, data: MacroData): FieldValue {
  switch (reference.kind) {
    case 'builtin':
      return reference.key === 'createdAt' ? instantText(data.createdAt) : data[reference.key];
    case 'field':
      if (Object.hasOwn(data.fields, reference.key)) return data.fields[reference.key] ?? '';
      return reference.fallback ? readValue({ kind: 'builtin', key: reference.fallback }, data) : '';
    case 'tracker':
      return Object.hasOwn(data.tracker, reference.key) ? (data.tracker[reference.key] ?? '') : '';
    case 'event':
      return data.event?.[reference.key] ?? '';
    default:
      return '';
  }
}

/** ECMAScript's time range is +-8.64e15 ms; beyond it `toISOString` throws. */
const instantText = (at: number): string => (Math.abs(at) <= 8.64e15 ? formatInstant(at) : '');

/** Numbers as `String` writes them, lists joined with `, `; never holds NUL or half a surrogate pair. */
export function valueText(value: FieldValue): string {
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : String(value);
  return text.isWellFormed() && !text.includes('\0') ? text : text.replaceAll('\0', '').toWellFormed();
}
