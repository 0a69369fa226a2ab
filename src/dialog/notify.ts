/** Groups of operators that hear of a dialog. */
import { conditionFacts } from './conditionFacts.ts';
import type { Dialog } from './dialogShape.ts';
import type { ScriptGroup } from './script.ts';
import { effectKey, type Walk } from './walk.ts';

/** Tells the groups whose moment this turn has brought: `before` is the dialog as the turn has found it. */
export function notifyGroups(walk: Walk, before: Dialog): void {
  if (walk.erased) return;
  for (const group of walk.script.groups) {
    if (group.when ? hasBegun(walk, before, group.when) : hasBecomeManual(walk, before)) tell(walk, group);
  }
}

const hasBecomeManual = (walk: Walk, before: Dialog): boolean =>
  walk.dialog.status === 'manual' && before.status !== 'manual';

/** Of a dialog that was not there before nothing held. */
function hasBegun(walk: Walk, before: Dialog, when: NonNullable<ScriptGroup['when']>): boolean {
  if (!when(conditionFacts(walk))) return false;
  return walk.facts.firstContact === true || !when(conditionFacts({ ...walk, dialog: before }));
}

function tell(walk: Walk, group: ScriptGroup): void {
  const { name, username, status, flow, step } = walk.dialog;
  const reason = group.when ? 'condition' : 'manual';
  walk.effects.push({
    ...{ kind: 'notify', key: effectKey(walk), groupId: group.chatId, language: group.language },
    ...{ reason, name, username, status, place: flow && step ? `${flow}/${step}` : '' },
    notBefore: walk.facts.now,
  });
  walk.entries.push({ kind: 'notified', group: group.name, reason });
}
