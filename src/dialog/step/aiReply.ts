/** The AI works toward the step's goal. The model proposes from a closed list; what counts is decided here. */
import type { AiBranch } from '../../effect/effect.ts';
import { type AiReply, type AiReplyBranch, type FieldValue, parseFieldValue } from '../../flow/flow.ts';
import type { AiDecision } from '../../signal/signal.ts';
import { ask, textsFor } from '../ask.ts';
import { conditionFacts } from '../conditionFacts.ts';
import type { CompiledStep } from '../script.ts';
import { requiredBy } from '../scriptText.ts';
import type { Walk } from '../walk.ts';
import type { StepResult } from './result.ts';

/** Asks for one turn of the conversation, on entering the step and after each message of the lead. */
export function doAiReply(walk: Walk, step: CompiledStep, shape: AiReply): StepResult {
  const texts = textsFor(walk, step);
  const branches = openBranches(walk, step, shape).map(
    (branch): AiBranch => ({
      title: branch.title,
      when: texts.fill(branch.when),
      replies: repliesAfter(branch),
    }),
  );
  const writes = (shape.writes ?? []).map((key) => {
    const field = walk.script.fields.get(key);
    return { key, name: field?.name ?? key, type: field?.type ?? 'text', options: field?.options ?? [] };
  });
  ask(
    walk,
    step,
    texts,
    {
      of: 'turn',
      goal: texts.fill(shape.goal),
      requirement: shape.requirement ? texts.fill(shape.requirement) : null,
      mayBeMet: mayBeMet(walk, step, shape),
      skipReplyWhenMet: shape.skipReplyWhenMet ?? false,
      branches,
      writes,
    },
    0,
    true,
  );
  return { then: 'awaitAi' };
}

/** A branch without a step or a ready answer leaves the answering to the AI. */
export const repliesAfter = (branch: AiReplyBranch): boolean => !branch.next && !branch.answer;

const branchName = (step: CompiledStep, title: string): string => `${step.flow}/${step.key}#${title}`;

/** The branches that may be taken now: not used up, and not against the facts. */
function openBranches(walk: Walk, step: CompiledStep, shape: AiReply): AiReplyBranch[] {
  const used = walk.dialog.state.usedBranches ?? [];
  return (shape.branches ?? []).filter(
    (branch) =>
      !(branch.once && used.includes(branchName(step, branch.title))) &&
      holds(walk, step, requiredBy(branch.when, branch.requires)),
  );
}

const mayBeMet = (walk: Walk, step: CompiledStep, shape: AiReply): boolean =>
  shape.requirement !== undefined && holds(walk, step, requiredBy(shape.requirement, shape.requires));

const holds = (walk: Walk, step: CompiledStep, condition: string | null): boolean =>
  condition === null || (step.conditions.get(condition)?.(conditionFacts(walk)) ?? false);

export type Judged = {
  met: boolean;
  branch: AiReplyBranch | null;
  fields: Record<string, FieldValue | null>;
  /** What was proposed and is not allowed, in words. */
  refused: string[];
};

/** Takes from the model's proposal what the step allows and the facts do not contradict. */
export function judge(walk: Walk, step: CompiledStep, shape: AiReply, proposed: AiDecision): Judged {
  const refused: string[] = [];
  const met = proposed.requirementMet && mayBeMet(walk, step, shape);
  if (proposed.requirementMet && !met) {
    refused.push(
      shape.requirement === undefined
        ? 'the requirement is met: the step has none'
        : 'the requirement is met: the events of the lead do not say so',
    );
  }
  const branch =
    proposed.branch === null
      ? null
      : (openBranches(walk, step, shape).find(({ title }) => title === proposed.branch) ?? null);
  if (proposed.branch !== null && !branch) {
    refused.push(`the branch ${JSON.stringify(proposed.branch.slice(0, 100))}: it may not be taken now`);
  }
  return { met, branch, fields: allowedFields(walk, shape, proposed.fields, refused), refused };
}

function allowedFields(
  walk: Walk,
  shape: AiReply,
  proposed: Record<string, string>,
  refused: string[],
): Record<string, FieldValue | null> {
  const set: Record<string, FieldValue | null> = {};
  for (const [key, text] of Object.entries(proposed)) {
    if (!shape.writes?.includes(key)) {
      refused.push(`the field ${JSON.stringify(key.slice(0, 64))}: the step does not let the AI write it`);
      continue;
    }
    const value = parseFieldValue(walk.script.fields.get(key) ?? { key, type: 'text' }, text);
    if (!value.ok) refused.push(`the field ${key}: the value ${value.reason}`);
    // An empty answer is no reason to forget what is known.
    else if (value.value !== null) set[key] = value.value;
    if (value.ok && value.value !== null && !walk.script.fields.has(key)) walk.newFields.push(key);
  }
  return set;
}

/** Notes that a branch for once has been taken. */
export function noteBranch(walk: Walk, step: CompiledStep, branch: AiReplyBranch): void {
  if (!branch.once) return;
  const { state } = walk.dialog;
  state.usedBranches = [...(state.usedBranches ?? []), branchName(step, branch.title)];
}
