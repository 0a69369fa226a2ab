/** What the lead does in the chat. */
import { formatInstant } from '../base/instant.ts';
import type { UpdateSignal } from '../signal/signal.ts';
import { askRecognise } from './ask.ts';
import { stopSending } from './change.ts';
import { comesBack, commandOf, onCommand } from './command.ts';
import { isAutomatic } from './dialogShape.ts';
import type { Attribution } from './dialogSignal.ts';
import { continueFrom, currentStep, enterStep, runWithoutMoving, settleOn, stepAt } from './enter.ts';
import { forgetLoop } from './loop.ts';
import { moveTo } from './move.ts';
import { stopPushes } from './push.ts';
import { findStep, type StepPlace } from './script.ts';
import { doAiReply } from './step/aiReply.ts';
import { findButton } from './step/sendMessage.ts';
import { clearTimer, clearTimers, send, setStatus, setTimer, type Walk, warn } from './walk.ts';

/** Takes the lead's action into the history and goes on as the dialog's status and phase say. */
export function onUpdate(walk: Walk, signal: UpdateSignal, applyKept: () => void): void {
  const { action } = signal;
  noteWho(walk, signal);
  if (action.did === 'blockedBot') return stopSending(walk, 'blocked', 'lead');
  if (action.did === 'unblockedBot') {
    liftOwnBlock(walk);
    return;
  }
  receive(walk, signal);
  if (walk.facts.attribution) attribute(walk, walk.facts.attribution);
  const command = commandOf(walk, action);
  if (command) {
    if (walk.facts.kept?.length) applyKept();
    return onCommand(walk, command);
  }
  if (walk.facts.firstContact) return begin(walk, applyKept);
  if (walk.dialog.state.optedOut && !comesBack(walk, action)) return;
  // What woke the dialog is no answer to the step that it enters only now.
  const woken = liftOwnBlock(walk);
  if (walk.dialog.status !== 'start' && isMovedByKept(walk, applyKept)) return;
  if (woken) return;
  if (walk.dialog.status === 'start') return begin(walk, applyKept);
  if (action.did === 'pressed') return onPress(walk, action.button);
  if (action.did === 'sentMedia') return onMedia(walk, action.media);
  awaitQuiet(walk);
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

function receive(walk: Walk, signal: UpdateSignal): void {
  const { dialog, facts } = walk;
  const { action } = signal;
  dialog.state.lastInboundAt = facts.now;
  dialog.lastMessageAt = facts.now;
  if (dialog.state.aiTurn !== undefined && isSaid(walk, action)) dialog.state.aiTurn += 1;
  stopPushes(walk);
  forgetLoop(walk);
  if (action.did === 'pressed') {
    const label = buttonLabel(walk, action.button);
    walk.received.push({ kind: 'button', text: label });
    walk.entries.push({ kind: 'received', text: label });
    return;
  }
  const text = receivedText(action);
  walk.received.push({ kind: action.did === 'sentMedia' ? action.media : 'text', text });
  walk.entries.push({
    kind: 'received',
    text: text || (action.did === 'sentMedia' ? `[${action.media}]` : ''),
  });
}

/** What the flow passes over makes no answer of the AI come too late: nobody would ask it again. */
function isSaid(walk: Walk, action: UpdateSignal['action']): boolean {
  if (action.did === 'sentMedia') return walk.script.recognition.get(action.media) !== 'skip';
  return action.did !== 'pressed';
}

function receivedText(action: UpdateSignal['action']): string {
  if (action.did === 'wrote') return action.text;
  if (action.did === 'start') return action.payload ? `/start ${action.payload}` : '/start';
  return '';
}

function attribute(walk: Walk, from: Attribution): void {
  const { dialog } = walk;
  if (dialog.clickid) {
    if (from.clickid !== dialog.clickid) {
      warn(walk, 'secondClick', 'the lead came by another click; the first one stays its source');
    }
    return;
  }
  dialog.campaignId = from.campaignId;
  dialog.clickid = from.clickid;
  dialog.tracker = { ...from.tracker, clickid: from.clickid };
  const campaign = from.campaignId ? walk.script.campaigns.get(from.campaignId)?.key : undefined;
  walk.entries.push({
    kind: 'campaign',
    campaign: campaign ?? 'organic',
    clickid: from.clickid,
    tracker: dialog.tracker,
  });
}

/**
 * First contact: what waited for this lead comes first; if it moved nobody, the start step does. A status
 * that was named beforehand holds on the start step as it does in any move.
 */
function begin(walk: Walk, applyKept: () => void): void {
  applyKept();
  const { dialog, script } = walk;
  if (dialog.step !== null || dialog.status === 'finished') return;
  const campaign = dialog.campaignId ? script.campaigns.get(dialog.campaignId) : undefined;
  const place: StepPlace | null = campaign?.start ?? script.start;
  const step = stepAt(walk, place);
  if (step) return moveTo(walk, step, dialog.status === 'start' ? 'auto' : dialog.status, 'start');
  if (place) warn(walk, 'missingStep', `the start step ${place.flow}/${place.step} does not exist`);
}

/**
 * A lead that had blocked the bot and writes again is back on its step; an owner's block stays. Says
 * whether that step was entered: the dialog had only been put on it.
 */
function liftOwnBlock(walk: Walk): boolean {
  const { dialog } = walk;
  if (dialog.status !== 'blocked' && dialog.status !== 'stopped') return false;
  if (dialog.state.blockedBy !== 'lead' || dialog.state.optedOut) return false;
  dialog.state.blockedBy = null;
  setStatus(walk, 'auto', 'lead');
  const step = currentStep(walk);
  if (step && dialog.state.phase === 'notEntered') {
    enterStep(walk, step);
    return true;
  }
  if (dialog.state.phase !== 'awaitingAnswer') dialog.state.phase = 'awaitingReply';
  return false;
}

/** A lead that comes back by a new click: what had come in for that click is applied first. */
function isMovedByKept(walk: Walk, applyKept: () => void): boolean {
  const { visit } = walk.dialog.state;
  if (walk.facts.kept?.length) applyKept();
  return walk.dialog.state.visit !== visit;
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

function findPressed(walk: Walk, id: string) {
  const at = id.indexOf(':');
  const step = walk.script.stepsById.get(id.slice(0, at));
  const button = step ? findButton(step, id.slice(at + 1)) : null;
  return step && button ? { step, button } : null;
}

const buttonLabel = (walk: Walk, id: string): string => findPressed(walk, id)?.button.text ?? id.slice(0, 64);

/** *Go to step* moves like any mover; *run step* does the step's work where the dialog stands. */
function onPress(walk: Walk, id: string): void {
  const pressed = findPressed(walk, id);
  const reference = pressed?.button.goto ?? pressed?.button.run;
  if (!pressed || reference === undefined) {
    return warn(walk, 'missingButton', 'the button that was pressed is no longer in the flow');
  }
  const target = findStep(walk.script, reference, pressed.step.flow);
  if (!target) return warn(walk, 'missingStep', `the button leads to ${reference}, which does not exist`);
  const { status } = walk.dialog;
  if (status === 'manual' || status === 'blocked' || status === 'stopped') {
    walk.entries.push({ kind: 'ignored', reason: `automation does not run while the dialog is ${status}` });
    return;
  }
  if (pressed.button.goto) moveTo(walk, target, null, 'button');
  else runWithoutMoving(walk, target);
}

/** An operator writes: it goes out whatever the flow does, unless nothing may be sent. */
export function onOperatorWrote(walk: Walk, text: string): void {
  const { dialog } = walk;
  if (dialog.status === 'blocked' || dialog.status === 'stopped') {
    walk.outcome = 'rejected';
    walk.reason = `the dialog is ${dialog.status}: nothing may be sent`;
    return;
  }
  send(walk, { automatic: false, text, media: null, buttons: [], pin: false }, 0);
}
