/** Moves: somebody puts the dialog on a step, or changes its status (product rules on statuses). */

import type { SendMessage } from '../flow/flow.ts';
import { isAutomatic, type Status } from './dialogShape.ts';
import { afterWork, continueFrom, currentStep, enterStep, finish, settleOn } from './enter.ts';
import type { Mover } from './entry.ts';
import { armPushes } from './push.ts';
import type { CompiledStep } from './script.ts';
import { doSendMessage } from './step/sendMessage.ts';
import { cancelMessages, clearTimers, setStatus, type Walk } from './walk.ts';

/**
 * Puts the dialog on a step: takes back the old step's timers and unsent automatic messages, sets the
 * status that the mover names (or the one that follows when none is named), and enters the step at
 * once if automation may run.
 */
export function moveTo(walk: Walk, step: CompiledStep, named: Status | null, by: Mover): void {
  const { dialog } = walk;
  const from = dialog.flow && dialog.step ? `${dialog.flow}/${dialog.step}` : null;
  clearTimers(walk);
  cancelMessages(walk);
  const status = permitted(walk, named ?? statusAfterMove(dialog.status));
  dialog.flow = step.flow;
  dialog.step = step.key;
  dialog.state.visit += 1;
  dialog.state.phase = 'notEntered';
  const entered = isAutomatic(status);
  walk.entries.push({ kind: 'move', from, to: `${step.flow}/${step.key}`, by, entered });
  // A move that names no status leaves a block as it is: whose it was decides who lifts it.
  if (named) noteBlock(walk, status);
  setStatus(walk, status, by);
  if (entered) enterStep(walk, step);
}

/** A lead that has opted out is nobody's to wake but its own; a person may still answer it. */
function permitted(walk: Walk, status: Status): Status {
  if (!walk.dialog.state.optedOut || !isAutomatic(status)) return status;
  walk.entries.push({ kind: 'ignored', reason: 'the lead has opted out until it writes /start' });
  return 'stopped';
}

function statusAfterMove(before: Status): Status {
  return before === 'manual' || before === 'blocked' || before === 'stopped' ? before : 'auto';
}

/** A status change without a move. Handing back to the flow goes on where it stood. */
export function applyStatus(walk: Walk, wanted: Status, by: Mover): void {
  const { dialog } = walk;
  const status = permitted(walk, wanted);
  const wasAutomatic = isAutomatic(dialog.status);
  noteBlock(walk, status);
  if (!isAutomatic(status)) {
    clearTimers(walk);
    if (status !== 'finished') cancelMessages(walk);
    setStatus(walk, status, by);
    return;
  }
  setStatus(walk, status, by);
  if (!wasAutomatic) resume(walk, status);
}

/** What was put on a step and not entered is entered now; a wait that a person cut short is over. */
function resume(walk: Walk, status: Status): void {
  const step = currentStep(walk);
  if (!step) return;
  switch (walk.dialog.state.phase) {
    case 'notEntered':
      return enterStep(walk, step);
    case 'pausing':
      return continueFrom(walk, afterWork(walk, step));
    case 'delaying':
      return continueFrom(walk, finish(walk, step));
    case 'awaitingAi':
      // A conversation goes on with what has been said meanwhile; a message that was never written is left out.
      if (step.shape.kind !== 'sendMessage') return enterStep(walk, step);
      return settleOn(walk, step, doSendMessage(walk, step, step.shape, behindPrompts(step.shape)));
    case 'awaitingReply':
    case 'awaitingAnswer':
      walk.dialog.status = status;
      armPushes(walk, step);
  }
}

/** From where on the messages of a step are ready texts and media. */
const behindPrompts = ({ messages }: SendMessage): number =>
  messages.findLastIndex((message) => message.prompt !== undefined) + 1;

function noteBlock(walk: Walk, status: Status): void {
  const { dialog } = walk;
  if (dialog.state.optedOut && status === 'stopped') {
    dialog.state.blockedBy = 'lead';
    return;
  }
  if (status === 'blocked' || status === 'stopped') dialog.state.blockedBy = 'owner';
  else if (dialog.status === 'blocked' || dialog.status === 'stopped') dialog.state.blockedBy = null;
}
