/** Reads a call of `updateDialog`: everything is checked before anything is accepted. */
import type { ParameterError } from '../base/refusal.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type FieldValue, isFieldKey, maximumFields, parseFieldValue, type Webhook } from '../flow/flow.ts';
import type { ChangeableStatus, DialogChange } from '../signal/signal.ts';
import { findStepPlace, type KnownBot } from '../store/store.ts';

export type ReadChange = {
  chatId: number;
  change: DialogChange;
  newFields: string[];
  guards: { step?: { flow: string; step: string }; status?: string };
  requestId: string | null;
};

type Reader = {
  bot: KnownBot;
  errors: ParameterError[];
  read: ReadChange & { fields: Record<string, FieldValue | null> };
};

const statuses: readonly ChangeableStatus[] = ['auto', 'manual', 'blocked', 'waiting', 'finished', 'stopped'];
const guardStatuses: readonly string[] = [...statuses, 'start', 'error'];

const operationOf: Record<string, string> = {
  stepId: 'step',
  status: 'status',
  tags: 'tags',
  'tags.add': 'tags',
  'tags.remove': 'tags',
};

/** The change that the parameters ask for, or every parameter that is wrong with its reason. */
export function readChange(
  parameters: ReadonlyMap<string, string>,
  bot: KnownBot,
  webhook: Webhook,
): Result<ReadChange, ParameterError[]> {
  const reader: Reader = {
    bot,
    errors: [],
    read: { chatId: 0, change: {}, newFields: [], guards: {}, requestId: null, fields: {} },
  };
  if (!parameters.has('chatId')) reader.errors.push({ name: 'chatId', reason: 'is required' });
  for (const [name, value] of parameters) {
    const operation = operationOf[name] ?? (isField(name) ? 'fields' : null);
    if (operation && webhook.operations && !webhook.operations.some((one) => one === operation)) {
      reader.errors.push({ name, reason: `this webhook may not change the ${operation}` });
    } else readParameter(reader, name, value);
  }
  if (reader.errors.length > 0) return fail(reader.errors);
  const { fields, ...read } = reader.read;
  return ok(Object.keys(fields).length > 0 ? { ...read, change: { ...read.change, fields } } : read);
}

const isField = (name: string): boolean => name.startsWith('fields.') || name.startsWith('details.');

function readParameter(reader: Reader, name: string, value: string): void {
  const { read } = reader;
  switch (name) {
    case 'chatId':
      return readChatId(reader, value);
    case 'stepId':
      return readStep(reader, name, value, (place) => {
        read.change.move = place;
      });
    case 'status':
      return readStatus(reader, value);
    case 'tags':
      return readTags(reader, name, value, (tags) => {
        read.change.setTags = tags;
      });
    case 'tags.add':
      return readTags(reader, name, value, (tags) => {
        read.change.addTags = tags;
      });
    case 'tags.remove':
      return readTags(reader, name, value, (tags) => {
        read.change.removeTags = tags;
      });
    case 'ifStep':
      return readStep(reader, name, value, (place) => {
        read.guards.step = place;
      });
    case 'ifStatus':
      if (guardStatuses.includes(value)) read.guards.status = value;
      else reader.errors.push({ name, reason: `is none of ${guardStatuses.join(', ')}` });
      return;
    case 'requestId':
      if (/^[\x21-\x7e]{1,200}$/.test(value)) read.requestId = value;
      else reader.errors.push({ name, reason: 'has 1 to 200 printable characters without spaces' });
      return;
    default:
      if (isField(name)) readField(reader, name, value);
      else reader.errors.push({ name: name.slice(0, 100), reason: 'is no parameter of updateDialog' });
  }
}

function readChatId(reader: Reader, value: string): void {
  const chatId = Number(value);
  if (/^-?\d{1,16}$/.test(value) && Number.isSafeInteger(chatId) && chatId !== 0) reader.read.chatId = chatId;
  else reader.errors.push({ name: 'chatId', reason: 'is no Telegram chat id (a whole number)' });
}

function readStep(
  reader: Reader,
  name: string,
  value: string,
  take: (place: { flow: string; step: string }) => void,
): void {
  const place = findStepPlace(reader.bot, value);
  if (place) take(place);
  else
    reader.errors.push({
      name,
      reason: value ? 'is no step of this bot (its id, or flow/step)' : 'is empty',
    });
}

function readStatus(reader: Reader, value: string): void {
  const status = statuses.find((one) => one === value);
  if (status) reader.read.change.status = status;
  else reader.errors.push({ name: 'status', reason: `is none of ${statuses.join(', ')}` });
}

function readTags(reader: Reader, name: string, value: string, take: (tags: string[]) => void): void {
  const tags = [...new Set(value.split(',').map((tag) => tag.trim()))].filter(Boolean);
  if (tags.some((tag) => tag.length > 64))
    reader.errors.push({ name, reason: 'a tag has at most 64 characters' });
  else if (tags.length > 100) reader.errors.push({ name, reason: 'names more than 100 tags' });
  else take(tags);
}

function readField(reader: Reader, name: string, value: string): void {
  const key = name.slice(name.indexOf('.') + 1);
  const { bot, errors, read } = reader;
  if (!isFieldKey(key)) {
    const rule = 'is no field key (a letter or _, then up to 63 letters, digits, _ or -)';
    errors.push({ name: name.slice(0, 100), reason: rule });
    return;
  }
  const declared = bot.fields.get(key);
  if (!declared && !read.newFields.includes(key)) {
    if (bot.fields.size + read.newFields.length >= maximumFields) {
      errors.push({ name, reason: `the bot has ${maximumFields} fields already` });
      return;
    }
    read.newFields.push(key);
  }
  const parsed = parseFieldValue(declared ?? { key, type: 'text' }, value);
  if (parsed.ok) read.fields[key] = parsed.value;
  else errors.push({ name, reason: parsed.reason });
}
