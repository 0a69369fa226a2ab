/**
 * The engine's one door. Given what the owner drew, a dialog, what happened and the facts of the
 * moment, it says how the dialog is afterwards and what is asked of the world. Nothing is executed
 * here: no clock, no chance, no input or output.
 */
import { unreachable } from '../base/assert.ts';
import type { LeadEvent } from '../event/event.ts';
import { type FieldValue, isFieldKey, maximumFields, parseFieldValue } from '../flow/flow.ts';
import type { OutcomeSignal, TrackerSignal, WebhookSignal } from '../signal/signal.ts';
import { giveUpAnswer, onAiAnswer } from './answer.ts';
import { applyChange, stopSending } from './change.ts';
import type { Dialog } from './dialogShape.ts';
import type { DialogSignal, Facts, PostbackArrival } from './dialogSignal.ts';
import { afterWork, continueFrom, currentStep, finish, settleOn } from './enter.ts';
import type { Entry } from './entry.ts';
import { ownEventIdentity } from './joining.ts';
import { onReply, onUpdate } from './lead.ts';
import { mayMove } from './loop.ts';
import { notifyGroups } from './notify.ts';
import { onOperator } from './operator.ts';
import { onPushDue } from './push.ts';
import { count, type EventIdentity, fireRule, recordEvent, repeatReason } from './recordEvent.ts';
import type { Script } from './script.ts';
import { afterAnswer } from './step/sendWebhook.ts';
import {
  beginWalk,
  dropTakenBack,
  type MadeEffect,
  type MessageChange,
  type Outcome,
  type Received,
  setFields,
  setStatus,
  type Walk,
  warn,
} from './walk.ts';

export type Turn = {
  dialog: Dialog;
  effects: MadeEffect[];
  entries: Entry[];
  /** Newly accepted events with the identity to remember. */
  events: { event: LeadEvent; identity: string | null; reverses: string | null }[];
  /** What the lead sent, for the history. */
  received: Received[];
  /** What becomes of messages that the history has already. */
  changes: MessageChange[];
  /** What media that came earlier turned out to say, by the key of the effect that asked. */
  recognised: { effectKey: string; text: string }[];
  /** Everything about the lead is to be erased. */
  erased: boolean;
  /** Undeclared fields that came up: to be declared as text fields. */
  newFields: string[];
  /** What became of each signal that had waited for the dialog. */
  kept: { request: string; outcome: Outcome }[];
  outcome: Outcome;
  reason: string | null;
};

export function transition(script: Script, dialog: Dialog, signal: DialogSignal, facts: Facts): Turn {
  const walk = beginWalk(script, dialog, facts);
  walk.entries.push({ kind: 'signal', signal: signal.kind, text: describe(signal) });
  act(walk, signal);
  if (script.groups.length > 0) notifyGroups(walk, dialog);
  const { effects, entries, events, received, changes, recognised } = walk;
  const { erased, newFields, kept, outcome, reason } = walk;
  return {
    dialog: walk.dialog,
    ...{ effects, entries, events, received, changes, recognised, erased, newFields, kept, outcome, reason },
  };
}

function act(walk: Walk, signal: DialogSignal): void {
  switch (signal.kind) {
    case 'update':
      return onUpdate(walk, signal, () => applyKept(walk));
    case 'postback':
      return onPostback(walk, signal);
    case 'webhook':
      return onWebhook(walk, signal);
    case 'tracker':
      return onTracker(walk, signal);
    case 'timer':
      return onTimer(walk);
    case 'operator':
      return onOperator(walk, signal);
    case 'outcome':
      return onOutcome(walk, signal);
    default:
      return unreachable(signal);
  }
}

function applyKept(walk: Walk): void {
  for (const { request, signal } of walk.facts.kept ?? []) {
    dropTakenBack(walk);
    walk.mark = walk.effects.length;
    walk.steps = 0;
    walk.path = [];
    walk.entries.push({ kind: 'signal', signal: signal.kind, text: describe(signal), request });
    walk.outcome = 'applied';
    act(walk, signal);
    walk.kept.push({ request, outcome: walk.outcome });
  }
  dropTakenBack(walk);
  walk.mark = walk.effects.length;
  walk.steps = 0;
  walk.path = [];
  // A repeat among the kept ones is no failure of the message that began the dialog.
  walk.outcome = 'applied';
  walk.reason = null;
}

function describe(signal: DialogSignal): string {
  switch (signal.kind) {
    case 'postback':
      return `${signal.reading.event?.name ?? 'fields'} · ${signal.from}`;
    case 'operator':
      return signal.by;
    case 'webhook':
      return 'updateDialog';
    case 'update':
      return signal.action.did;
    case 'tracker':
      return signal.event.name;
    case 'outcome':
      return signal.outcome.of;
    case 'timer':
      return '';
  }
}

/** Identity, then event, balance and fields, then the auto action, then what the step sends. */
function onPostback(walk: Walk, signal: PostbackArrival): void {
  const { reading } = signal;
  for (const warning of reading.warnings) warn(walk, warning.code, warning.text);
  if (!reading.event) {
    if (reading.fields.length === 0) {
      walk.outcome = 'ignored';
      walk.reason = 'the request names neither an event nor a field';
    }
    return writeFields(walk, reading.fields);
  }
  const repeat = repeatReason(walk, reading.event, signal);
  if (repeat) {
    walk.outcome = 'duplicate';
    walk.reason = repeat;
    walk.entries.push({ kind: 'ignored', reason: repeat });
    return;
  }
  const event = count(walk, reading.event, signal);
  writeFields(walk, reading.fields);
  fireRule(walk, event);
}

/** What our own tracker saw counts once for a click id. */
function onTracker(walk: Walk, signal: TrackerSignal): void {
  const clickid = walk.dialog.clickid ?? signal.clickid;
  const identity = ownEventIdentity(walk.script.companyId, clickid, signal.event.name);
  const who: EventIdentity = {
    at: signal.at,
    identity,
    known: identity !== null && (walk.facts.isKnown?.(identity) ?? false),
    fingerprint: null,
    repeatWindowMs: 0,
  };
  if (recordEvent(walk, signal.event, who)) return;
  walk.outcome = 'duplicate';
  walk.reason = `${signal.event.name} was received before`;
}

/** Values that fit are written; the log says which did not and why. */
function writeFields(walk: Walk, fields: readonly [string, string][]): void {
  const set: Record<string, FieldValue | null> = {};
  for (const [key, text] of fields) {
    const declared = walk.script.fields.get(key);
    if (!declared && (!isFieldKey(key) || walk.script.fields.size + walk.newFields.length >= maximumFields)) {
      warn(walk, 'tooManyFields', `fields.${key} was not written: a bot has at most ${maximumFields} fields`);
      continue;
    }
    const value = parseFieldValue(declared ?? { key, type: 'text' }, text);
    if (!value.ok) {
      warn(
        walk,
        'badFieldValue',
        `fields.${key} was not written: ${JSON.stringify(text.slice(0, 40))} ${value.reason}`,
      );
      continue;
    }
    if (!declared && !walk.newFields.includes(key)) walk.newFields.push(key);
    set[key] = value.value;
  }
  setFields(walk, set);
}

function onWebhook(walk: Walk, signal: WebhookSignal): void {
  const { guards } = signal;
  const { dialog } = walk;
  const elsewhere = guards.step && (guards.step.flow !== dialog.flow || guards.step.step !== dialog.step);
  if (elsewhere || (guards.status && guards.status !== dialog.status)) {
    const at = dialog.flow && dialog.step ? `${dialog.flow}/${dialog.step}` : 'no step';
    walk.outcome = 'rejected';
    walk.reason = `the dialog is at ${at} with status ${dialog.status}`;
    walk.entries.push({ kind: 'ignored', reason: walk.reason });
    return;
  }
  const { move } = signal.change;
  // All or nothing: what comes after the brake is refused whole.
  if (move && !mayMove(walk, `${move.flow}/${move.step}`)) return;
  applyChange(walk, signal.change, signal.newFields, 'webhook');
}

/** Works off every timer that is due, the earliest first. */
function onTimer(walk: Walk): void {
  const { state, status } = walk.dialog;
  const due = state.timers.filter((timer) => timer.at <= walk.facts.now).sort((a, b) => a.at - b.at)[0];
  if (!due) {
    walk.outcome = 'ignored';
    walk.reason = 'no timer is due';
    return;
  }
  state.timers = state.timers.filter((timer) => timer !== due);
  if (status !== 'auto' && status !== 'waiting') return;
  if (due.name === 'response') return onReply(walk);
  if (due.name === 'answer') return giveUpAnswer(walk);
  const step = currentStep(walk);
  if (!step) return;
  if (due.name === 'push') return onPushDue(walk, step);
  if (state.phase === 'pausing') continueFrom(walk, afterWork(walk, step));
  else if (state.phase === 'delaying') continueFrom(walk, finish(walk, step));
}

/** What the world answered: a call's result goes on with the flow, a refused message stops it. */
function onOutcome(walk: Walk, signal: OutcomeSignal): void {
  const { outcome } = signal;
  if (outcome.of === 'webhook') {
    const { ok, status, reason } = outcome;
    walk.entries.push({ kind: 'answer', ok, status, reason });
    writeFields(walk, Object.entries(outcome.saved));
    return goOnAfterAnswer(walk, outcome.stepVisit, ok);
  }
  if (outcome.of === 'ai') return onAiAnswer(walk, outcome, signal.effectKey);
  if (outcome.result === 'blockedByLead') return stopSending(walk, 'blocked', 'delivery');
  warn(walk, 'sendFailed', outcome.reason);
  if (outcome.result === 'cannotWrite') return stopSending(walk, 'stopped', 'delivery');
  if (walk.dialog.status === 'auto' || walk.dialog.status === 'waiting') setStatus(walk, 'error', 'delivery');
}

function goOnAfterAnswer(walk: Walk, visit: number, ok: boolean): void {
  const { state, status } = walk.dialog;
  const step = currentStep(walk);
  if (step?.shape.kind !== 'sendWebhook') return;
  if (state.visit !== visit || state.phase !== 'awaitingAnswer') return;
  // A person took over meanwhile: handing back goes on from the step's end.
  if (status !== 'auto' && status !== 'waiting') {
    state.phase = 'delaying';
    return;
  }
  settleOn(walk, step, afterAnswer(step.shape, ok));
}
