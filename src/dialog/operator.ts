/** What an operator does by hand; its words go out whatever the flow does, unless nothing may be sent. */
import type { EventReport } from '../event/event.ts';
import type { OperatorSignal } from '../signal/signal.ts';
import { applyChange } from './change.ts';
import { onCommand } from './command.ts';
import { forgetLoop } from './loop.ts';
import { type EventIdentity, recordEvent } from './recordEvent.ts';
import { identityIn } from './step/sendTrackerEvent.ts';
import { effectKey, send, type Walk } from './walk.ts';
import { closedAt } from './writing.ts';

type Action<Did> = Extract<OperatorSignal['action'], { did: Did }>;

export function onOperator(walk: Walk, signal: OperatorSignal): void {
  const { action } = signal;
  forgetLoop(walk);
  switch (action.did) {
    case 'change':
      return onOperatorChange(walk, action);
    case 'wrote':
      return onOperatorWrote(walk, action);
    case 'edited':
      return onOperatorEdited(walk, action);
    case 'pinned':
      return onOperatorPinned(walk, action);
    case 'erased':
      return onCommand(walk, 'deleteMe');
    case 'sentEvent':
      return onOperatorEvent(walk, action.event);
  }
}

function onOperatorChange(walk: Walk, { change, newFields, ifAt }: Action<'change'>): void {
  const { flow, step } = walk.dialog;
  if (ifAt && (ifAt.flow !== flow || ifAt.step !== step)) {
    walk.outcome = 'ignored';
    walk.reason = 'the dialog has moved on meanwhile';
    return;
  }
  applyChange(walk, change, newFields, 'operator');
}

function onOperatorEvent(walk: Walk, event: EventReport): void {
  const identity = identityIn(walk, event.name, event.tid);
  const who: EventIdentity = {
    at: walk.facts.now,
    identity,
    known: identity !== null && (walk.facts.isKnown?.(identity) ?? false),
    fingerprint: null,
    repeatWindowMs: 0,
  };
  if (recordEvent(walk, event, who)) return;
  walk.outcome = 'duplicate';
  walk.reason = 'this event was recorded before';
}

function onOperatorWrote(walk: Walk, action: Action<'wrote'>): void {
  if (isShut(walk)) return;
  const closed = closedAt(walk.dialog, walk.facts.now);
  if (closed !== null) return reject(walk, `nothing may be sent: ${closed}`);
  const { text, entities = [], media = null, replyTo } = action;
  send(
    walk,
    {
      ...{ automatic: false, text, media, buttons: [], pin: false },
      ...(entities.length > 0 ? { entities } : {}),
      ...(replyTo === undefined ? {} : { replyTo }),
    },
    0,
  );
}

/** The history says the new text at once; one that still waits goes out with it. */
function onOperatorEdited(walk: Walk, action: Action<'edited'>): void {
  if (isShut(walk)) return;
  const { messageId, text, entities = [] } = action;
  const marks = entities.length > 0 ? { entities } : {};
  walk.changes.push({ of: 'rewritten', messageId, text, ...marks });
  walk.effects.push({
    ...{ kind: 'edit', key: effectKey(walk), messageId, text, notBefore: walk.facts.now },
    ...marks,
  });
  walk.entries.push({ kind: 'edited', text, by: 'operator' });
}

function onOperatorPinned(walk: Walk, { messageId, pinned }: Action<'pinned'>): void {
  if (isShut(walk)) return;
  walk.effects.push({ kind: 'pin', key: effectKey(walk), messageId, pinned, notBefore: walk.facts.now });
  walk.entries.push({ kind: 'pinned', pinned });
}

function isShut(walk: Walk): boolean {
  const { status } = walk.dialog;
  if (status !== 'blocked' && status !== 'stopped') return false;
  reject(walk, `the dialog is ${status}: nothing may be sent`);
  return true;
}

function reject(walk: Walk, reason: string): void {
  walk.outcome = 'rejected';
  walk.reason = reason;
}
