import type { AbRouter } from '../../flow/flow.ts';
import { pickByPercent } from '../chance.ts';
import type { CompiledStep } from '../script.ts';
import type { Walk } from '../walk.ts';
import { done, type StepResult } from './result.ts';

/** Splits by percent. A lead keeps the branch it got, as long as the step still has it. */
export function doAbRouter(walk: Walk, step: CompiledStep, shape: AbRouter): StepResult {
  const { state } = walk.dialog;
  const place = `${step.flow}/${step.key}`;
  const before = state.split?.[place];
  const kept = shape.branches.find((branch) => branch.next === before);
  const chosen = kept ?? pickByPercent(walk, shape.branches);
  if (!chosen) return done;
  if (!kept) state.split = { ...state.split, [place]: chosen.next };
  walk.entries.push({
    kind: 'branch',
    step: place,
    branch: shape.branches.indexOf(chosen) + 1,
    title: chosen.title ?? `${chosen.percent}%`,
    to: chosen.next,
    ...(kept ? { kept: true } : {}),
  });
  return { then: 'go', to: chosen.next, by: 'split' };
}
