import type { CustomCondition } from '../../flow/flow.ts';
import { conditionFacts } from '../conditionFacts.ts';
import type { CompiledStep } from '../script.ts';
import type { Walk } from '../walk.ts';
import { done, type StepResult } from './result.ts';

/** Goes to the first branch whose condition holds, else to `otherwise`, else on as any step does. */
export function doCustomCondition(walk: Walk, step: CompiledStep, shape: CustomCondition): StepResult {
  const facts = conditionFacts(walk);
  const index = shape.branches.findIndex((branch) => step.conditions.get(branch.when)?.(facts) ?? false);
  const branch = shape.branches[index];
  const to = branch?.next ?? shape.otherwise;
  const place = `${step.flow}/${step.key}`;
  const title = branch ? (branch.title ?? branch.when) : '';
  walk.entries.push({ kind: 'branch', step: place, branch: index + 1, title, to: to ?? '' });
  return to === undefined ? done : { then: 'go', to, by: 'condition' };
}
