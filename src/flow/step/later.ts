/** Kinds whose shape is promised already and whose decision the engine does not make yet. */
import { z } from 'zod';
import { fieldKey } from '../key.ts';
import { common, stepReference } from './stepShape.ts';

const condition = z.string().min(1).max(4000);

export const customCondition = z.strictObject({
  ...common,
  kind: z.literal('customCondition'),
  branches: z
    .array(z.strictObject({ title: z.string().optional(), when: condition, next: stepReference }))
    .min(1),
  otherwise: stepReference.optional(),
});

export const abRouter = z.strictObject({
  ...common,
  kind: z.literal('abRouter'),
  branches: z.array(z.strictObject({ percent: z.number().min(0).max(100), next: stepReference })).min(2),
});

export const assignOperator = z.strictObject({
  ...common,
  kind: z.literal('assignOperator'),
  assign: z.array(z.strictObject({ operator: z.string(), percent: z.number().min(0).max(100) })).optional(),
  remove: z.boolean().optional(),
});

export const customPush = z.strictObject({
  ...common,
  kind: z.literal('customPush'),
});

export const aiReply = z.strictObject({
  ...common,
  kind: z.literal('aiReply'),
  goal: z.string(),
  requirement: z.string().optional(),
  legend: z.string().optional(),
  extra: z.string().optional(),
  skipReplyWhenMet: z.boolean().optional(),
  writes: z.array(fieldKey).optional(),
  branches: z
    .array(
      z.strictObject({
        title: z.string(),
        when: z.string(),
        next: stepReference.optional(),
        once: z.boolean().optional(),
        answer: z.string().optional(),
        return: z.boolean().optional(),
      }),
    )
    .optional(),
});

export const laterKinds: readonly string[] = [
  'customCondition',
  'abRouter',
  'assignOperator',
  'customPush',
  'aiReply',
];
