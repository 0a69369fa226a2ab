import type { Step } from '../flow/flow.ts';
import { checkCondition } from './checkCondition.ts';
import type { CheckContext } from './checkContext.ts';
import { checkMedia } from './checkMedia.ts';
import type { Report } from './finding.ts';
import type { Path } from './funnelSource.ts';
import { fullReference, type StepTarget, targetsOf } from './stepTarget.ts';

export type StepPlace = { bot: string; flow: string; steps: ReadonlySet<string> };

/** Targets that are not there, conditions that cannot be read, shares that do not make a whole. */
export function checkStep(step: Step, path: Path, place: StepPlace, context: CheckContext): void {
  const { report } = context;
  checkTargets(targetsOf(step), path, place, report);
  checkMedia(step, path, report);
  switch (step.kind) {
    case 'customCondition':
      step.branches.forEach(({ when }, b) => {
        checkCondition(when, 'lead', [...path, 'branches', b, 'when'], place.bot, context);
      });
      return;
    case 'abRouter':
      return checkShares(step.branches, 'abSum', [...path, 'branches'], report);
    case 'assignOperator':
      return checkShares(step.assign, 'operatorSum', [...path, 'assign'], report);
    case 'aiReply':
      checkCondition(step.requires, 'lead', [...path, 'requires'], place.bot, context);
      step.branches?.forEach(({ requires }, b) => {
        checkCondition(requires, 'lead', [...path, 'branches', b, 'requires'], place.bot, context);
      });
  }
}

/** `path` is that of what the targets' places are in. */
export function checkTargets(
  targets: readonly StepTarget[],
  path: Path,
  { flow, steps }: StepPlace,
  report: Report,
): void {
  for (const { place, reference, button } of targets) {
    if (steps.has(fullReference(reference, flow))) continue;
    const code = button ? 'buttonToMissingStep' : 'missingStep';
    report(code, [...path, ...place], `there is no step ${reference}`);
  }
}

/** Percents are written by hand, 33.33 among them; a hundredth of a hundredth is no mistake. */
const roundingOfPercents = 1e-6;

function checkShares(
  shares: readonly { percent: number }[] | undefined,
  code: 'abSum' | 'operatorSum',
  path: Path,
  report: Report,
): void {
  if (!shares) return;
  const sum = shares.reduce((total, { percent }) => total + percent, 0);
  if (Math.abs(sum - 100) <= roundingOfPercents) return;
  report(code, path, `the percents make ${Number(sum.toFixed(6))}, not 100`);
}
