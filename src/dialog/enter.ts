/** Entering steps: from one to the next until something has to be waited for. */
import { formatInstant } from '../base/instant.ts';
import { maximumSteps, stopCircle } from './circle.ts';
import { isAutomatic } from './dialogShape.ts';
import type { Mover } from './entry.ts';
import { armPushes } from './push.ts';
import { type CompiledStep, findStep, type StepPlace } from './script.ts';
import { doAbRouter } from './step/abRouter.ts';
import { doAiReply } from './step/aiReply.ts';
import { doAssignOperator } from './step/assignOperator.ts';
import { doChangeFlow } from './step/changeFlow.ts';
import { doChangeTags } from './step/changeTags.ts';
import { doCustomCondition } from './step/customCondition.ts';
import { doCustomDelay } from './step/customDelay.ts';
import { done, type StepResult } from './step/result.ts';
import { doSendMessage, hasStepButtons } from './step/sendMessage.ts';
import { doSendTrackerEvent } from './step/sendTrackerEvent.ts';
import { doSendWebhook } from './step/sendWebhook.ts';
import { doSetFields } from './step/setFields.ts';
import { setStatus, setTimer, type Walk, warn } from './walk.ts';

/** What a step's end leads to: another step, or rest. */
type Next = { step: CompiledStep; by: Mover } | null;

/** Runs `first`, and on from step to step until the dialog waits, rests or is moved elsewhere. */
export function enterStep(walk: Walk, first: CompiledStep): void {
  run(walk, { step: first, by: 'flow' }, true);
}

/** Goes on from the end of a step that had been waited for (its delay, a clock, an answer). */
export function continueFrom(walk: Walk, next: Next): void {
  if (next) run(walk, next, false);
  else arm(walk);
}

/** Goes on with what a step's work has come to, after something it had waited for. */
export function settleOn(walk: Walk, step: CompiledStep, result: StepResult): void {
  continueFrom(walk, settle(walk, step, result));
}

/** Where the dialog has come to rest, its pushes begin to count; not while the AI is about to speak. */
function arm(walk: Walk): void {
  if (walk.dialog.state.phase === 'awaitingAi') return;
  const step = currentStep(walk);
  if (step) armPushes(walk, step);
}

function run(walk: Walk, first: NonNullable<Next>, isThere: boolean): void {
  let next: Next = first;
  let there = isThere;
  while (next) {
    if (walk.steps === maximumSteps) return stopCircle(walk, next.step);
    walk.steps += 1;
    walk.path.push(`${next.step.flow}/${next.step.key}`);
    if (!there) goTo(walk, next);
    there = false;
    next = work(walk, next.step);
  }
  arm(walk);
}

function goTo(walk: Walk, next: NonNullable<Next>): void {
  const { dialog } = walk;
  const from = dialog.flow && dialog.step ? `${dialog.flow}/${dialog.step}` : null;
  dialog.flow = next.step.flow;
  dialog.step = next.step.key;
  dialog.state.visit += 1;
  dialog.state.timers = [];
  setStatus(walk, 'auto', 'flow');
  walk.entries.push({
    kind: 'move',
    from,
    to: `${next.step.flow}/${next.step.key}`,
    by: next.by,
    entered: true,
  });
}

/** Does what the step is for, then its delay, then its finish. */
function work(walk: Walk, step: CompiledStep): Next {
  const { visit } = walk.dialog.state;
  const result = decide(walk, step);
  // A tracker event's auto action has taken the dialog elsewhere meanwhile.
  if (walk.dialog.state.visit !== visit) return null;
  // Or it has handed the lead over, or ended the flow: handed back, it goes on behind this step.
  if (!isAutomatic(walk.dialog.status)) {
    walk.dialog.state.phase = 'delaying';
    return null;
  }
  return settle(walk, step, result);
}

function settle(walk: Walk, step: CompiledStep, result: StepResult): Next {
  const { state } = walk.dialog;
  switch (result.then) {
    case 'pause':
      state.phase = 'pausing';
      setTimer(walk, 'step', result.until);
      walk.entries.push({ kind: 'wait', what: 'clock', until: formatInstant(result.until) });
      return null;
    case 'awaitAnswer':
      state.phase = 'awaitingAnswer';
      walk.entries.push({ kind: 'wait', what: 'answer', until: null });
      return null;
    case 'awaitAi':
      state.phase = 'awaitingAi';
      walk.entries.push({ kind: 'wait', what: 'ai', until: null });
      return null;
    case 'go': {
      const target = findStep(walk.script, result.to, step.flow);
      if (target) return { step: target, by: result.by };
      warn(walk, 'missingStep', `${step.flow}/${step.key} leads to ${result.to}, which does not exist`);
      return rest(walk, step);
    }
    case 'done':
      return afterWork(walk, step);
  }
}

/** The step's work is done: its delay runs first, if it has one. */
export function afterWork(walk: Walk, step: CompiledStep): Next {
  if (step.delayMs === 0) return finish(walk, step);
  const { state } = walk.dialog;
  const until = Math.max(walk.facts.now, state.lastSendAt) + step.delayMs;
  state.phase = 'delaying';
  setTimer(walk, 'step', until);
  walk.entries.push({ kind: 'wait', what: 'delay', until: formatInstant(until) });
  return null;
}

/** What the step's `finish` says: on to `next`, wait for the lead, a person, or the end. */
export function finish(walk: Walk, step: CompiledStep): Next {
  const { shape } = step;
  const status = shape.finish ?? 'next';
  if (status === 'manual' || status === 'finished') {
    walk.dialog.state.phase = 'awaitingReply';
    setStatus(walk, status, 'flow');
    return null;
  }
  // Pushes as a step of their own are there to be waited on.
  if (status === 'waiting' || shape.stay || shape.kind === 'customPush') return rest(walk, step);
  if (shape.next) return settle(walk, step, { then: 'go', to: shape.next, by: 'flow' });
  if (hasStepButtons(step)) return rest(walk, step);
  walk.dialog.state.phase = 'awaitingReply';
  setStatus(walk, 'finished', 'flow');
  return null;
}

/** The lead's next message goes on with this same step. */
export function restAgain(walk: Walk): void {
  walk.dialog.state.phase = 'awaitingReply';
  walk.entries.push({ kind: 'wait', what: 'reply', until: null });
}

function rest(walk: Walk, step: CompiledStep): null {
  walk.dialog.state.phase = 'awaitingReply';
  if (step.shape.finish !== 'next') setStatus(walk, 'waiting', 'flow');
  walk.entries.push({ kind: 'wait', what: 'reply', until: null });
  return null;
}

function decide(walk: Walk, step: CompiledStep): StepResult {
  const { shape } = step;
  switch (shape.kind) {
    case 'sendMessage':
      return doSendMessage(walk, step, shape);
    case 'changeTags':
      return doChangeTags(walk, shape);
    case 'setFields':
      return doSetFields(walk, step, shape);
    case 'changeFlow':
      return doChangeFlow(walk, shape);
    case 'customDelay':
      return doCustomDelay(walk, shape);
    case 'sendWebhook':
      return doSendWebhook(walk, step, shape);
    case 'sendTrackerEvent':
      return doSendTrackerEvent(walk, step, shape);
    case 'customCondition':
      return doCustomCondition(walk, step, shape);
    case 'abRouter':
      return doAbRouter(walk, step, shape);
    case 'assignOperator':
      return doAssignOperator(walk, shape);
    case 'customPush':
      return done;
    case 'aiReply':
      return doAiReply(walk, step, shape);
  }
}

/**
 * Does a step's own work where the dialog stands, without moving it there (a *run* button, a branch that
 * returns). Steps that split lead on to what they choose; what has to wait for the AI cannot be run so.
 */
export function runWithoutMoving(walk: Walk, step: CompiledStep): void {
  if (walk.steps === maximumSteps) return stopCircle(walk, step);
  walk.steps += 1;
  const place = `${step.flow}/${step.key}`;
  walk.path.push(place);
  const { shape } = step;
  const asksAi =
    shape.kind === 'aiReply' ||
    (shape.kind === 'sendMessage' && shape.messages.some((message) => message.prompt !== undefined));
  if (asksAi)
    return warn(walk, 'runNeedsAi', `${place} waits for the AI and cannot be run without moving there`);
  if (shape.kind === 'changeFlow') {
    walk.entries.push({ kind: 'ignored', reason: `${place} only moves, and was run without moving` });
    return;
  }
  const before = walk.effects.length;
  const result = decide(walk, step);
  if (shape.kind === 'sendWebhook') waitForNobody(walk, before);
  const isChoice = shape.kind === 'customCondition' || shape.kind === 'abRouter';
  if (!isChoice || result.then !== 'go') return;
  const target = findStep(walk.script, result.to, step.flow);
  if (target) runWithoutMoving(walk, target);
  else warn(walk, 'missingStep', `${place} leads to ${result.to}, which does not exist`);
}

/** The step where the dialog stands may wait for a call of its own: this one's answer is not that. */
function waitForNobody(walk: Walk, from: number): void {
  walk.effects = walk.effects.map((effect, n) =>
    n >= from && effect.kind === 'webhook' ? { ...effect, wait: false, stepVisit: -1 } : effect,
  );
}

/** The step the dialog is on; null when there is none or it no longer exists. */
export function currentStep(walk: Walk): CompiledStep | null {
  const { flow, step } = walk.dialog;
  return flow && step ? (walk.script.steps.get(`${flow}/${step}`) ?? null) : null;
}

export function stepAt(walk: Walk, place: StepPlace | null): CompiledStep | null {
  return place ? (walk.script.steps.get(`${place.flow}/${place.step}`) ?? null) : null;
}
