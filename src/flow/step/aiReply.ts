import { z } from 'zod';
import { conditionText } from '../conditionText.ts';
import { fieldKey } from '../key.ts';
import { common, stepReference, writtenText } from './stepShape.ts';

const prompt = z.string().max(8000);

const branch = z
  .strictObject({
    title: z.string().min(1).max(200),
    /** In words, for the model. */
    when: z.string().min(1).max(2000),
    /** A condition that must hold as well: what the model may not decide by itself. */
    requires: conditionText.optional(),
    next: stepReference.optional(),
    /** At most once a lead. */
    once: z.boolean().optional(),
    /** A ready text that is sent as it is. */
    answer: writtenText.optional(),
    /** Stays on this step: after `answer`, after running `next` without moving there, or after the AI's reply. */
    return: z.boolean().optional(),
  })
  .refine((one) => Boolean(one.next ?? one.answer) || one.return === true, {
    error: 'a branch has next, answer or return: true',
  });

export type AiReplyBranch = z.infer<typeof branch>;

export const aiReply = z.strictObject({
  ...common,
  kind: z.literal('aiReply'),
  goal: prompt.min(1),
  /** In words; met, the dialog goes on to `next`. */
  requirement: prompt.optional(),
  /** A condition that must hold before the requirement can count as met. */
  requires: conditionText.optional(),
  legend: prompt.optional(),
  extra: prompt.optional(),
  /** When the requirement is met the AI says nothing more: the next step speaks. */
  skipReplyWhenMet: z.boolean().optional(),
  /** Custom fields that the AI may write. */
  writes: z.array(fieldKey).max(50).optional(),
  branches: z
    .array(branch)
    .max(50)
    .refine((list) => new Set(list.map(({ title }) => title)).size === list.length, {
      error: 'two branches have the same title',
    })
    .optional(),
});

export type AiReply = z.infer<typeof aiReply>;
