/** Branches that no lead can ever take. */
import { isNever } from '../condition/condition.ts';
import type { AiReply, CustomCondition } from '../flow/flow.ts';
import type { CheckContext } from './checkContext.ts';
import type { Path } from './funnelSource.ts';
import type { Choice, Dead, JudgeChoices } from './judgeChoices.ts';
import type { GraphStep } from './stepGraph.ts';

/** Says whether the branches of a customCondition leave anything for what stands behind them; true for others. */
export function lintBranches({ step, path }: GraphStep, judge: JudgeChoices, context: CheckContext): boolean {
  const { report } = context;
  switch (step.kind) {
    case 'customCondition':
      return lintConditions(step, path, judge, context);
    case 'abRouter':
      step.branches.forEach(({ percent }, b) => {
        if (percent > 0) return;
        report(
          'abZero',
          [...path, 'branches', b, 'percent'],
          'no lead is sent here: the branch has 0 percent',
        );
      });
      return true;
    case 'sendWebhook':
      for (const branch of ['ok', 'failed'] as const) {
        if (step.wait || step[branch] === undefined) continue;
        const reason = 'is not taken: without wait: true nobody waits for the answer';
        report('branchNeverTaken', [...path, branch], reason);
      }
      return true;
    case 'aiReply':
      lintRequires(step, path, context);
      return true;
    default:
      return true;
  }
}

function lintConditions(
  step: CustomCondition,
  path: Path,
  judge: JudgeChoices,
  { report, readCondition }: CheckContext,
): boolean {
  const read = step.branches.map(({ when }, index) => ({ index, when, parsed: readCondition(when, 'lead') }));
  const choices = read.flatMap(({ index, when, parsed }): (Choice & { index: number })[] =>
    parsed.ok ? [{ index, text: when, condition: parsed.value }] : [],
  );
  judge.deadOf(choices).forEach((dead, n) => {
    const choice = choices[n];
    if (!dead || !choice) return;
    const nameOf = (place: number): string => {
      const index = choices[place]?.index ?? 0;
      return `branch ${index + 1}${titleOf(step.branches[index]?.title)}`;
    };
    const reason = reasonOf(dead, nameOf, 'this branch is never taken', 'the branches above it');
    report('branchNeverTaken', [...path, 'branches', choice.index, 'when'], reason);
  });
  if (choices.length < read.length || !judge.leaveNothing(choices)) return true;
  if (step.otherwise !== undefined) {
    const reason = 'is never taken: one of the branches always is';
    report('otherwiseNeverTaken', [...path, 'otherwise'], reason);
  }
  return false;
}

const titleOf = (title: string | undefined): string => (title === undefined ? '' : ` (${title})`);

/** Tells why a choice is dead; `what` says what that comes to. */
export function reasonOf(dead: Dead, nameOf: (place: number) => string, what: string, above: string): string {
  switch (dead.why) {
    case 'never':
      return `${what}: its condition can never hold`;
    case 'same':
      return `${what}: ${nameOf(dead.by)} has the same condition`;
    case 'covered':
      return `${what}: whenever it holds, ${nameOf(dead.by)} holds as well and comes first`;
    case 'coveredTogether':
      return `${what}: whenever it holds, one of ${above} holds as well`;
  }
}

function lintRequires(step: AiReply, path: Path, { report, readCondition }: CheckContext): void {
  const look = (place: Path, text: string | undefined, what: string): void => {
    const read = text === undefined ? null : readCondition(text, 'lead');
    if (!read?.ok || !isNever(read.value)) return;
    report('branchNeverTaken', [...path, ...place], `can never hold, so ${what}`);
  };
  look(['requires'], step.requires, 'the requirement is never met');
  step.branches?.forEach(({ requires }, b) => {
    look(['branches', b, 'requires'], requires, 'this branch is never taken');
  });
}
