/** The shape of a decision as a model is asked for it, and reading what it answers: nothing is believed unchecked. Pure. */
import type { JSONSchema7 } from 'ai';
import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import type { AiDecision } from '../signal/signal.ts';
import { findJson } from './findJson.ts';
import { hiddenSigns } from './hiddenSigns.ts';
import type { TurnTask } from './prompt.ts';

type JsonSchema = JSONSchema7;

const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

const closed = (properties: Record<string, JsonSchema>, description: string): JsonSchema => ({
  type: 'object',
  description,
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** A strict JSON schema with exactly what this task lets a model propose. */
export function decisionSchema({ requirement, branches, writes }: TurnTask): JsonSchema {
  const titles = [...new Set(branches.map(({ title }) => title))];
  return closed(
    {
      requirementMet: {
        type: 'boolean',
        description:
          requirement === null ? 'False: there is no requirement.' : 'Whether the requirement is fulfilled.',
      },
      ...(titles.length > 0
        ? {
            branch: {
              ...orNull({ type: 'string', enum: titles }),
              description: 'Title of the branch whose condition is fulfilled, null for none.',
            },
          }
        : {}),
      ...(writes.length > 0
        ? { fields: closed(fieldSchemas(writes), 'What the lead has told, null where nothing.') }
        : {}),
    },
    'The decision about the latest messages of the lead.',
  );
}

const fieldSchemas = (writes: TurnTask['writes']): Record<string, JsonSchema> =>
  Object.fromEntries(
    writes.map(({ key, name, type, options }) => [
      key,
      {
        ...orNull(
          options.length > 0 && type === 'select' ? { type: 'string', enum: options } : { type: 'string' },
        ),
        description: `${name} (${type}${options.length > 0 ? `: ${options.join(', ')}` : ''})`,
      },
    ]),
  );

const answer = z.object({
  requirementMet: z.boolean().catch(false),
  branch: z.unknown().optional(),
  fields: z.unknown().optional(),
});

const plainObject = z.record(z.string(), z.unknown());
const mostValueLength = 32_768;

/**
 * Reads an answer, with or without fences and words around the JSON. What the task does not list, or has
 * another type, is dropped; of several decisions (one of them may be the lead's own words, repeated) what they
 * do not agree on. An answer without an object that speaks of the decision is refused.
 */
export function readDecision(task: TurnTask, text: string): Result<AiDecision, string> {
  const read = findJson(text, isAnswer).flatMap((found) => {
    const parsed = answer.safeParse(found);
    return parsed.success ? [decisionOf(task, parsed.data)] : [];
  });
  return read.length > 0 ? ok(read.reduce(agreement)) : fail('the answer holds no decision');
}

/** What both propose. */
const agreement = (one: AiDecision, other: AiDecision): AiDecision => ({
  requirementMet: one.requirementMet && other.requirementMet,
  branch: one.branch === other.branch ? one.branch : null,
  fields: Object.fromEntries(
    Object.entries(one.fields).filter(([key, value]) => other.fields[key] === value),
  ),
});

function decisionOf(task: TurnTask, { requirementMet, branch, fields }: z.infer<typeof answer>): AiDecision {
  return {
    requirementMet: requirementMet && task.requirement !== null,
    branch: task.branches.find(({ title }) => title === branch)?.title ?? null,
    fields: readFields(task, fields),
  };
}

const isAnswer = (value: unknown): boolean => {
  const object = plainObject.safeParse(value);
  return (
    object.success && ['requirementMet', 'branch', 'fields'].some((key) => Object.hasOwn(object.data, key))
  );
};

function readFields({ writes }: TurnTask, given: unknown): Record<string, string> {
  const parsed = plainObject.safeParse(given);
  if (!parsed.success) return {};
  const values = writes.flatMap(({ key }) => {
    const value = Object.hasOwn(parsed.data, key) ? parsed.data[key] : null;
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string') return [];
    const clean = text.toWellFormed().replace(hiddenSigns, '').trim();
    return clean === '' || clean.length > mostValueLength ? [] : [[key, clean] as const];
  });
  return Object.fromEntries(values);
}
