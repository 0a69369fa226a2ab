/** What a condition speaks of, for whoever checks that it exists. */
import type { Comparison, Condition } from './conditionShape.ts';
import { literalText } from './literalText.ts';

/** Each list is without repeats, in the order of the text. */
export type ConditionNames = {
  events: readonly string[];
  /** Keys of custom fields. */
  fields: readonly string[];
  /** Keys of tracker fields. */
  tracker: readonly string[];
  tags: readonly string[];
  /** As written: `FD/REG`, or `REG` for a step of that key in any flow. */
  steps: readonly string[];
  /** Of `flow = FD`; a flow in `step = FD/REG` is named there only. */
  flows: readonly string[];
  campaigns: readonly string[];
};

/** Collects every name that is compared, whether wanted or unwanted (`event != sale` names `sale`). */
export function namesIn(condition: Condition): ConditionNames {
  const names = {
    events: new Set<string>(),
    fields: new Set<string>(),
    tracker: new Set<string>(),
    tags: new Set<string>(),
    steps: new Set<string>(),
    flows: new Set<string>(),
    campaigns: new Set<string>(),
  };
  visit(condition, ({ operand, literal }) => {
    const text = literalText(literal);
    if (operand.of === 'count' || operand.of === 'last') names.events.add(operand.event);
    else if (operand.of === 'field') names.fields.add(operand.key);
    else if (operand.of === 'tracker') names.tracker.add(operand.key);
    else if (text === '') return;
    else if (operand.of === 'event') names.events.add(text);
    else if (operand.of === 'tags') names.tags.add(text);
    else if (operand.of === 'step') names.steps.add(text);
    else if (operand.of === 'flow') names.flows.add(text);
    else if (operand.of === 'campaign') names.campaigns.add(text);
  });
  return {
    events: [...names.events],
    fields: [...names.fields],
    tracker: [...names.tracker],
    tags: [...names.tags],
    steps: [...names.steps],
    flows: [...names.flows],
    campaigns: [...names.campaigns],
  };
}

function visit(condition: Condition, see: (comparison: Comparison) => void): void {
  if (condition.kind === 'compare') see(condition);
  else if (condition.kind === 'not') visit(condition.condition, see);
  else for (const one of condition.conditions) visit(one, see);
}
