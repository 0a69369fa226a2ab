/** Which rule of a campaign fires for an event. */
import { z } from 'zod';

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

/** A rule as a compiled campaign keeps it: its place in the list and its pattern taken apart. */
export type Rule = AutoAction & { position: number };

/** Rules by what they are on, enabled ones only, in the order in which they were written. */
export type Rules = ReadonlyMap<string, readonly Rule[]>;

export function compileRules(actions: readonly AutoAction[]): Rules {
  const rules = new Map<string, Rule[]>();
  actions.forEach((action, position) => {
    if (action.enabled === false) return;
    const list = rules.get(action.on) ?? [];
    list.push({ ...action, position });
    rules.set(action.on, list);
  });
  return rules;
}

/** At most one rule fires: `name#N` before `name`, among equals the first from the top. */
export function ruleFor(rules: Rules, name: string, ordinal: number): Rule | null {
  return rules.get(`${name}#${ordinal}`)?.[0] ?? rules.get(name)?.[0] ?? null;
}
