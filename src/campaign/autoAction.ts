/** Which rule of a campaign fires for an event. */
import { z } from 'zod';
import { type ConditionFacts, compileCondition, parseCondition } from '../condition/condition.ts';

export const autoActionStatus = z.enum(['auto', 'manual', 'waiting', 'finished']);

/** `on` is an event name or `name#N`: the lead's N-th accepted event of that name. */
export const autoAction = z.strictObject({
  on: z
    .string()
    .regex(/^[^#\s][^#]{0,63}(#[1-9]\d{0,5})?$/, 'expected an event name, or name#N such as resale#2'),
  when: z.string().max(4000).optional(),
  move: z
    .string()
    .regex(/^[^/\s]+\/[^/\s]+$/, 'expected flow/step')
    .optional(),
  status: autoActionStatus.optional(),
  /** In a manual dialog only record. */
  respectOperator: z.boolean().optional(),
  enabled: z.boolean().optional(),
});

export type AutoAction = z.infer<typeof autoAction>;

/** A rule as a compiled campaign keeps it: its place in the list, and its condition ready to be asked. */
export type Rule = AutoAction & { position: number; holds: ((facts: ConditionFacts) => boolean) | null };

/** Rules by what they are on, enabled ones only, in the order in which they were written. */
export type Rules = ReadonlyMap<string, readonly Rule[]>;

export function compileRules(actions: readonly AutoAction[]): Rules {
  const rules = new Map<string, Rule[]>();
  actions.forEach((action, position) => {
    if (action.enabled === false) return;
    const list = rules.get(action.on) ?? [];
    list.push({ ...action, position, holds: conditionOf(action.when) });
    rules.set(action.on, list);
  });
  return rules;
}

/** A condition that cannot be read (its check was passed over) never holds: a rule must not fire by mistake. */
function conditionOf(text: string | undefined): Rule['holds'] {
  if (text === undefined) return null;
  const parsed = parseCondition(text, 'event');
  return parsed.ok ? compileCondition(parsed.value) : () => false;
}

/**
 * At most one rule fires: `name#N` before `name`, among equals the first from the top whose condition
 * holds. `facts` is asked for only if a rule has a condition.
 */
export function ruleFor(
  rules: Rules,
  name: string,
  ordinal: number,
  facts: () => ConditionFacts,
): Rule | null {
  const fires = (rule: Rule): boolean => rule.holds === null || rule.holds(facts());
  return rules.get(`${name}#${ordinal}`)?.find(fires) ?? rules.get(name)?.find(fires) ?? null;
}
