import type { AbRouter } from '../../flow/flow.ts';
import { pickByPercent } from '../chance.ts';
import type { CompiledStep } from '../script.ts';
import type { Walk } from '../walk.ts';
import { done, type StepResult } from './result.ts';

type Branch = AbRouter['branches'][number];

/** Where it leads and what it is called, so that a lead stays in its group when one of them is renamed. */
const nameOf = ({ next, title }: Branch): string => (title === undefined ? next : `${next}#${title}`);

function findKept({ branches }: AbRouter, name: string): Branch | undefined {
  const at = name.indexOf('#');
  const next = at < 0 ? name : name.slice(0, at);
  const title = at < 0 ? null : name.slice(at + 1);
  const same = branches.filter((branch) => branch.next === next);
  if (same.length > 0) return same.find((branch) => branch.title === title) ?? same[0];
  const called = branches.filter((branch) => branch.title === title);
  return called.length === 1 ? called[0] : undefined;
}

/** Splits by percent. A lead keeps the branch it got, as long as the step still has it. */
export function doAbRouter(walk: Walk, step: CompiledStep, shape: AbRouter): StepResult {
  const { state } = walk.dialog;
  const place = `${step.flow}/${step.key}`;
  const before = state.split?.[place];
  const kept = before === undefined ? undefined : findKept(shape, before);
  const chosen = kept ?? pickByPercent(walk, shape.branches);
  if (!chosen) return done;
  if (nameOf(chosen) !== before) state.split = { ...state.split, [place]: nameOf(chosen) };
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
