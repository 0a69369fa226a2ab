/** What comes into the history: the lead's words and files, what it changes later, and what an account's owner writes. */
import type { LeadAction, Told } from '../signal/signal.ts';
import { forgetLoop } from './loop.ts';
import { buttonLabel } from './press.ts';
import { stopPushes } from './push.ts';
import { effectKey, type Walk } from './walk.ts';

/** What a lead does that asks for an answer. */
export type SaidAction = Extract<LeadAction, { did: 'wrote' | 'start' | 'pressed' | 'sentMedia' }>;

/** Keeps it; says no when it is a further part of an album, which is one action with the first. */
export function receive(walk: Walk, action: SaidAction): boolean {
  const { dialog, facts } = walk;
  const { state } = dialog;
  // Messages open a chat (a business one for a day, a stranger's for good); a pressed button opens none.
  const isOpen = dialog.connection === '' && state.writableUntil === undefined;
  if (action.did !== 'pressed' || isOpen) state.lastInboundAt = facts.now;
  if (action.did !== 'pressed') delete state.writableUntil;
  dialog.lastMessageAt = facts.now;
  stopPushes(walk);
  forgetLoop(walk);
  const isNew = isNewAction(walk, action);
  if (isNew && state.aiTurn !== undefined && isSaid(walk, action)) state.aiTurn += 1;
  note(walk, action);
  return isNew;
}

function isNewAction({ dialog: { state } }: Walk, action: SaidAction): boolean {
  const album = action.did === 'pressed' ? undefined : action.told?.album;
  if (album === undefined) return true;
  const isNew = state.album !== album;
  state.album = album;
  return isNew;
}

/** What the flow passes over makes no answer of the AI come too late: nobody would ask it again. */
function isSaid(walk: Walk, action: SaidAction): boolean {
  if (action.did === 'sentMedia') return walk.script.recognition.get(action.media) !== 'skip';
  return action.did !== 'pressed';
}

function note(walk: Walk, action: SaidAction): void {
  switch (action.did) {
    case 'pressed': {
      const label = buttonLabel(walk, action.button);
      walk.received.push({ kind: 'button', text: label });
      walk.entries.push({ kind: 'received', text: label });
      return;
    }
    case 'sentMedia': {
      const { media, text = '' } = action;
      keep(walk, media, text, action.told);
      walk.entries.push(text ? { kind: 'received', text, media } : { kind: 'received', text: `[${media}]` });
      return;
    }
    case 'start':
    case 'wrote': {
      const text = action.did === 'wrote' ? action.text : `/start ${action.payload}`.trim();
      keep(walk, 'text', text, action.told);
      walk.entries.push({ kind: 'received', text });
    }
  }
}

function keep(walk: Walk, kind: string, text: string, told: Told | undefined, byOwner?: true): void {
  walk.received.push({ kind, text, ...(told ? { told } : {}), ...(byOwner ? { byOwner } : {}) });
  for (const { fileId, uniqueId, name, mime, size } of told?.files ?? []) {
    walk.effects.push({
      ...{ kind: 'fetchFile', key: effectKey(walk), received: walk.received.length - 1 },
      ...{ fileId, uniqueId, name, mime, size, notBefore: walk.facts.now },
    });
  }
}

/** Nothing is answered: what was said before is only told otherwise, or gone. */
export function onChanged(walk: Walk, action: Extract<LeadAction, { did: 'edited' | 'deleted' }>): void {
  if (action.did === 'deleted') {
    walk.changes.push({ of: 'deleted', externalIds: action.externalIds });
    walk.entries.push({ kind: 'deleted', count: action.externalIds.length });
    return;
  }
  const { externalId, text, entities = [] } = action;
  walk.changes.push({ of: 'edited', externalId, text, ...(entities.length > 0 ? { entities } : {}) });
  walk.entries.push({ kind: 'edited', text, by: 'lead' });
}

/** The account's owner speaks with the lead: no push breaks in, and the bot answers nothing. */
export function onOwnerWrote(walk: Walk, action: Extract<LeadAction, { did: 'ownerWrote' }>): void {
  const { media, text, told } = action;
  walk.dialog.lastMessageAt = walk.facts.now;
  stopPushes(walk);
  keep(walk, media ?? 'text', text, told, true);
  walk.entries.push({ kind: 'ownerWrote', text, ...(media === null ? {} : { media }) });
}
