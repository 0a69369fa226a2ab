import type { ConditionFacts } from '../condition/condition.ts';
import type { Walk } from './walk.ts';

/** The dialog as conditions see it; `event` is the one that fires an auto action. */
export function conditionFacts(walk: Walk, event: ConditionFacts['event'] = null): ConditionFacts {
  const { dialog, script, facts } = walk;
  const { state } = dialog;
  return {
    now: facts.now,
    status: dialog.status,
    flow: dialog.flow,
    step: dialog.step,
    manager: dialog.manager,
    campaign: dialog.campaignId ? (script.campaigns.get(dialog.campaignId)?.key ?? null) : null,
    name: dialog.name,
    username: dialog.username,
    chatId: dialog.chatId,
    createdAt: dialog.createdAt,
    lastMessageAt: dialog.lastMessageAt,
    fields: dialog.fields,
    tracker: dialog.tracker,
    tags: dialog.tags,
    counts: state.counts,
    last: state.last,
    balance: state.balance[script.currency] ?? '0',
    event,
  };
}
