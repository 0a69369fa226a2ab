import type { AutoAction } from '../campaign/campaign.ts';
import type { Condition } from '../condition/condition.ts';
import type { CheckContext } from './checkContext.ts';
import type { Path } from './funnelSource.ts';
import type { Choice, JudgeChoices } from './judgeChoices.ts';
import { reasonOf } from './lintBranches.ts';

type Placed = { rule: AutoAction; index: number };

/**
 * Rules that never fire: of several on one event the first whose condition holds does. `name#N` is
 * asked before `name` and takes nothing away from it.
 */
export function lintRules(
  actions: readonly AutoAction[] | undefined,
  path: Path,
  judge: JudgeChoices,
  context: CheckContext,
): void {
  const { report } = context;
  const rules = (actions ?? []).map((rule, index) => ({ rule, index }));
  const enabled = rules.filter(({ rule }) => rule.enabled !== false);
  for (const [on, group] of Map.groupBy(enabled, ({ rule }) => rule.on)) {
    lintGroup(on, group, path, judge, context);
    const ordinal = Number(/#(\d+)$/.exec(on)?.[1] ?? 1);
    if (!on.startsWith('sale#') || ordinal < 2) continue;
    for (const { index } of group) {
      const reason = `never fires: after the first deposit a further one is a resale; write resale#${ordinal - 1}`;
      report('ruleNeverFires', [...path, index, 'on'], reason);
    }
  }
}

function lintGroup(
  on: string,
  group: readonly Placed[],
  path: Path,
  judge: JudgeChoices,
  { report, readCondition }: CheckContext,
): void {
  const choices = group.flatMap(({ rule, index }): (Choice & { index: number })[] => {
    if (rule.when === undefined) return [{ index, text: '', condition: null }];
    const read = readCondition(rule.when, 'event');
    return read.ok ? [{ index, text: rule.when, condition: read.value }] : [];
  });
  const nameOf = (place: number): string => `rule ${(choices[place]?.index ?? 0) + 1}`;
  judge.deadOf(choices, hasHad(on)).forEach((dead, n) => {
    const choice = choices[n];
    if (!dead || !choice) return;
    const by = 'by' in dead ? choices[dead.by] : undefined;
    // Without a condition, or with the same one: two rules for one thing, not a slip of logic.
    if (by && (dead.why === 'same' || !by.condition)) {
      const which = by.condition ? 'with the same condition' : 'without a condition';
      const reason = `rule ${by.index + 1} on ${on} ${which} comes first: this one never fires`;
      report('twoRulesOnOneEvent', [...path, choice.index, 'on'], reason);
    } else {
      const reason = reasonOf(dead, nameOf, 'this rule never fires', 'the rules above it');
      report('ruleNeverFires', [...path, choice.index, 'when'], reason);
    }
  });
}

/** When a rule is asked, its event has been counted already. */
function hasHad(on: string): Condition {
  const text = on.replace(/#\d+$/, '');
  return { kind: 'compare', operand: { of: 'event' }, operator: '=', literal: { is: 'text', text } };
}
