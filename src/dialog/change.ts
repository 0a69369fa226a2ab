/** A change that somebody outside the flow asks for: `updateDialog` or an operator. */
import type { ChangeableStatus, DialogChange } from '../signal/signal.ts';
import type { Mover } from './entry.ts';
import { applyStatus, moveTo } from './move.ts';
import { findStep } from './script.ts';
import { cancelMessages, changeTags, clearTimers, setFields, setStatus, type Walk, warn } from './walk.ts';

/** Fields and tags first, so that the messages of a new step see them; then status and move. */
export function applyChange(walk: Walk, change: DialogChange, newFields: readonly string[], by: Mover): void {
  walk.newFields.push(...newFields);
  if (change.fields) setFields(walk, change.fields);
  applyTags(walk, change);
  if (change.manager !== undefined) {
    walk.dialog.manager = change.manager || null;
    walk.entries.push({ kind: 'manager', manager: walk.dialog.manager });
  }
  if (change.move) applyMove(walk, change.move, change.status ?? null, by);
  else if (change.status) applyStatus(walk, change.status, by);
}

function applyTags(walk: Walk, change: DialogChange): void {
  if (change.setTags) {
    const wanted = change.setTags;
    changeTags(
      walk,
      wanted,
      walk.dialog.tags.filter((tag) => !wanted.includes(tag)),
    );
  }
  if (change.addTags || change.removeTags) changeTags(walk, change.addTags ?? [], change.removeTags ?? []);
}

function applyMove(
  walk: Walk,
  place: { flow: string; step: string },
  status: ChangeableStatus | null,
  by: Mover,
): void {
  const step = findStep(walk.script, `${place.flow}/${place.step}`, place.flow);
  if (step) return moveTo(walk, step, status, by);
  // The caller's check passed, then the step was removed before the turn came.
  warn(walk, 'missingStep', `${place.flow}/${place.step} no longer exists`);
  if (status) applyStatus(walk, status, by);
}

/** The channel found out that it may not write: by the lead's block, or for another reason. */
export function stopSending(walk: Walk, to: 'blocked' | 'stopped', by: 'lead' | 'delivery'): void {
  if (walk.dialog.status === 'blocked' || walk.dialog.status === 'stopped') return;
  clearTimers(walk);
  cancelMessages(walk);
  walk.dialog.state.blockedBy = 'lead';
  setStatus(walk, to, by);
}
