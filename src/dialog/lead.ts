/** What the lead does in the chat. */
import { formatInstant } from '../base/instant.ts';
import type { UpdateSignal } from '../signal/signal.ts';
import { askRecognise } from './ask.ts';
import { attribute, begin, keepPayload, startStep } from './begin.ts';
import { stopSending } from './change.ts';
import { comesBack, commandOf, onCommand } from './command.ts';
import { isAutomatic } from './dialogShape.ts';
import { continueFrom, currentStep, enterStep, settleOn } from './enter.ts';
import { onAskedToJoin, recordContact } from './joining.ts';
import { moveTo } from './move.ts';
import { answerPress, onPress } from './press.ts';
import { onChanged, onOwnerWrote, receive, type SaidAction } from './received.ts';
import { type CompiledStep, findStep } from './script.ts';
import { doAiReply } from './step/aiReply.ts';
import { clearTimer, clearTimers, setStatus, setTimer, type Walk, warn } from './walk.ts';

/** Takes the lead's action into the history and goes on as the dialog's status and phase say. */
export function onUpdate(walk: Walk, signal: UpdateSignal, applyKept: () => void): void {
  const { action } = signal;
  noteWho(walk, signal);
  switch (action.did) {
    case 'blockedBot':
      return stopSending(walk, 'blocked', 'lead');
    case 'unblockedBot':
      liftOwnBlock(walk, null);
      return;
    case 'edited':
    case 'deleted':
      return onChanged(walk, action);
    case 'ownerWrote':
      return onOwnerWrote(walk, action);
    case 'askedToJoin':
      return onAskedToJoin(walk, action, applyKept);
    default:
      return onSaid(walk, action, applyKept);
  }
}

function onSaid(walk: Walk, action: SaidAction, applyKept: () => void): void {
  if (action.did === 'pressed' && action.press) answerPress(walk, action.press.queryId);
  // Known by its wish to join a channel alone: it has never written.
  const isNew = action.did !== 'pressed' && walk.dialog.state.writableUntil !== undefined;
  const isFirstPart = receive(walk, action);
  if (walk.facts.attribution) attribute(walk, walk.facts.attribution);
  if (action.did === 'start') keepPayload(walk, action.payload);
  if (!isFirstPart) return;
  const command = commandOf(walk, action);
  if (command) {
    if (walk.facts.kept?.length) applyKept();
    return onCommand(walk, command);
  }
  if (walk.facts.firstContact) return begin(walk, applyKept);
  if (walk.dialog.state.optedOut && !comesBack(walk, action)) return;
  const anew = beginsAnew(walk, action, isNew) ? startStep(walk) : null;
  // What woke the dialog is no answer to the step that it enters only now.
  const woken = liftOwnBlock(walk, anew);
  if (walk.dialog.status === 'start') return begin(walk, applyKept);
  if (isMoved(walk, () => walk.facts.kept?.length && applyKept()) || woken) return;
  const isStranger = walk.dialog.state.writableUntil !== undefined;
  if (!isStranger && isMoved(walk, () => recordContact(walk))) return;
  if (anew) return moveTo(walk, anew, null, 'start');
  if (action.did === 'pressed') return onPress(walk, action.button);
  if (action.did === 'sentMedia') return onMedia(walk, action.media);
  awaitQuiet(walk);
}

/** `/start` where the owner wants it so; a lead that was only greeted at a channel's door begins in any case. */
function beginsAnew({ script, dialog }: Walk, action: SaidAction, isNew: boolean): boolean {
  if (action.did === 'start' && (script.startsAnew || isNew)) return true;
  return isNew && dialog.status === 'finished';
}

/** Whether the work has taken the lead elsewhere: what it has said is no answer to the new step. */
function isMoved(walk: Walk, work: () => unknown): boolean {
  const { visit } = walk.dialog.state;
  work();
  return walk.dialog.state.visit !== visit;
}

/** What the bot's *recognition* setting says of this kind; without one it counts as any message does. */
function onMedia(walk: Walk, media: string): void {
  const policy = walk.script.recognition.get(media);
  if (!policy || !isAutomatic(walk.dialog.status)) return awaitQuiet(walk);
  if (policy === 'skip') {
    walk.entries.push({ kind: 'ignored', reason: `the bot skips ${media} messages` });
    return;
  }
  const step = currentStep(walk);
  if (policy === 'recognise' && step) {
    // While the flow pauses or speaks itself nobody waits for what the media say: they are only shown.
    const waits = listens(walk);
    if (waits) clearTimer(walk, 'response');
    return askRecognise(walk, step, media, waits);
  }
  clearTimers(walk);
  setStatus(walk, 'manual', 'flow');
}

function noteWho(walk: Walk, signal: UpdateSignal): void {
  if (signal.name) walk.dialog.name = signal.name;
  if (signal.username) walk.dialog.username = signal.username;
}

/**
 * A lead that had blocked the bot and writes again is back on its step (unless it goes to another one at
 * once); an owner's block stays. Says whether that step was entered: the dialog had only been put on it.
 */
function liftOwnBlock(walk: Walk, goesTo: CompiledStep | null): boolean {
  const { dialog } = walk;
  if (dialog.status !== 'blocked' && dialog.status !== 'stopped') return false;
  if (dialog.state.blockedBy !== 'lead' || dialog.state.optedOut) return false;
  dialog.state.blockedBy = null;
  setStatus(walk, 'auto', 'lead');
  if (goesTo) return false;
  const step = currentStep(walk);
  if (step && dialog.state.phase === 'notEntered') {
    enterStep(walk, step);
    return true;
  }
  if (dialog.state.phase !== 'awaitingAnswer') dialog.state.phase = 'awaitingReply';
  return false;
}

/** Quick messages of a lead become one turn: the flow goes on after a quiet time. */
function awaitQuiet(walk: Walk): void {
  if (!listens(walk)) return;
  // What the AI was asked before is out of date: its silence is no failure any more.
  clearTimer(walk, 'answer');
  if (walk.script.responseMs === 0) return onReply(walk);
  const until = walk.facts.now + walk.script.responseMs;
  setTimer(walk, 'response', until);
  walk.entries.push({ kind: 'wait', what: 'quiet', until: formatInstant(until) });
}

/** A conversation listens also while the AI thinks: what it was about to say is out of date then. */
export function listens(walk: Walk): boolean {
  const { phase } = walk.dialog.state;
  if (!isAutomatic(walk.dialog.status)) return false;
  return phase === 'awaitingReply' || (phase === 'awaitingAi' && currentStep(walk)?.shape.kind === 'aiReply');
}

/** The lead has answered: on to the next step, unless this one keeps it. */
export function onReply(walk: Walk): void {
  if (!listens(walk)) return;
  const step = currentStep(walk);
  const { metVisit, visit } = walk.dialog.state;
  const talks = step?.shape.stay || metVisit !== visit;
  if (step?.shape.kind === 'aiReply' && talks) return settleOn(walk, step, doAiReply(walk, step, step.shape));
  if (!step || step.shape.stay || !step.shape.next) return;
  const target = findStep(walk.script, step.shape.next, step.flow);
  if (target) continueFrom(walk, { step: target, by: 'flow' });
  else
    warn(walk, 'missingStep', `${step.flow}/${step.key} leads to ${step.shape.next}, which does not exist`);
}
