/** An operator's change of a dialog, checked against what its bot declares. */
import type { z } from 'zod';
import { isUuid } from '../base/id.ts';
import { type ParameterError, RefusalError, refuse } from '../base/refusal.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type Field, isFieldKey, maximumFields, parseFieldValue, splitStepPath } from '../flow/flow.ts';
import type { DialogChange, FieldValue } from '../signal/signal.ts';
import { type BotVocabulary, type Connection, findStepOfBot, readVocabulary } from '../store/store.ts';
import type { dialogPatch } from './contract.ts';

type Patch = z.infer<typeof dialogPatch>;
type Value = NonNullable<Patch['fields']>[string];

/** All or nothing: throws `invalid_parameter` naming each wrong part. Undeclared keys become text fields. */
export async function readChange(
  database: Connection,
  botId: string,
  patch: Patch,
): Promise<{ change: DialogChange; newFields: string[] }> {
  const problems: ParameterError[] = [];
  if (Object.keys(patch).length === 0) problems.push({ name: '', reason: 'expected at least one change' });
  if (patch.tags && (patch.addTags ?? patch.removeTags)) {
    problems.push({ name: 'tags', reason: 'replaces all tags: it does not go with addTags or removeTags' });
  }
  const move = patch.step === undefined ? null : await findMove(database, botId, patch.step);
  if (patch.step !== undefined && !move) problems.push({ name: 'step', reason: 'is no step of this bot' });
  const vocabulary = await readVocabulary(database, botId);
  const fields = readFields(patch.fields ?? {}, vocabulary, problems);
  if (problems.length > 0) throw new RefusalError(refuse('invalid_parameter', { parameters: problems }));
  const change: DialogChange = {
    ...(move ? { move } : {}),
    ...(patch.status ? { status: patch.status } : {}),
    ...(patch.fields ? { fields: fields.values } : {}),
    ...(patch.tags ? { setTags: patch.tags } : {}),
    ...(patch.addTags ? { addTags: patch.addTags } : {}),
    ...(patch.removeTags ? { removeTags: patch.removeTags } : {}),
    ...(patch.manager === undefined ? {} : { manager: patch.manager ?? '' }),
  };
  return { change, newFields: fields.fresh };
}

async function findMove(database: Connection, botId: string, step: string) {
  if (isUuid(step)) return findStepOfBot(database, botId, { id: step });
  return step.includes('/') ? findStepOfBot(database, botId, splitStepPath(step)) : null;
}

function readFields(given: Record<string, Value>, vocabulary: BotVocabulary, problems: ParameterError[]) {
  const values: Record<string, FieldValue | null> = {};
  const fresh: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    const name = `fields.${key.slice(0, 64)}`;
    if (!isFieldKey(key)) {
      problems.push({
        name,
        reason: 'expected a key of a letter or _, then up to 63 letters, digits, _ or -',
      });
      continue;
    }
    const declared = vocabulary.fields.get(key);
    if (!declared) fresh.push(key);
    const read = readValue(declared ?? { key, type: 'text' }, value);
    if (read.ok) values[key] = read.value;
    else problems.push({ name, reason: read.reason });
  }
  if (vocabulary.undeclared + fresh.length > maximumFields) {
    problems.push({
      name: 'fields',
      reason: `a bot has at most ${maximumFields} fields that it does not declare`,
    });
  }
  return { values, fresh };
}

function readValue(field: Field, value: Value): Result<FieldValue | null, string> {
  if (value === null) return ok(null);
  if (!Array.isArray(value)) return parseFieldValue(field, String(value));
  if (field.type !== 'multiselect') return fail('takes one value, not a list');
  // Not by way of a comma-separated text: an option may have a comma in it.
  const unknown = value.find((one) => !field.options?.includes(one));
  if (unknown !== undefined)
    return fail(`${JSON.stringify(unknown)} is none of ${field.options?.join(', ')}`);
  return ok(value.length > 0 ? [...new Set(value)] : null);
}
