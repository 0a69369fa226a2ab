/** How a lead comes in: by which click, what it says about that, and on which step it begins. */
import type { Attribution } from './dialogSignal.ts';
import { stepAt } from './enter.ts';
import { recordContact } from './joining.ts';
import { moveTo } from './move.ts';
import type { CompiledStep, StepPlace } from './script.ts';
import { type Walk, warn } from './walk.ts';

/** What the click brought becomes the dialog's; the first click stays the source. */
export function attribute(walk: Walk, from: Attribution): void {
  const { dialog } = walk;
  if (dialog.clickid) {
    if (from.clickid !== dialog.clickid) {
      warn(walk, 'secondClick', 'the lead came by another click; the first one stays its source');
    }
    return;
  }
  if (!from.visiting) {
    dialog.campaignId = from.campaignId;
    dialog.clickid = from.clickid;
  }
  dialog.tracker = { ...from.tracker, clickid: from.clickid };
  const { campaigns, channels } = walk.script;
  const campaign = from.visiting
    ? channels.find(({ campaignId }) => campaignId === from.campaignId)?.campaign
    : campaigns.get(from.campaignId ?? '')?.key;
  const { clickid, tracker } = { clickid: from.clickid, tracker: dialog.tracker };
  walk.entries.push({ kind: 'campaign', campaign: campaign ?? 'organic', clickid, tracker });
}

/** Telegram's limit for the payload of a deep link. */
const longestPayload = 64;

/** A payload that is no click of ours may mean something to the owner: `tracker.start`. */
export function keepPayload(walk: Walk, payload: string): void {
  const { dialog, facts } = walk;
  if (payload === '' || facts.attribution?.campaignId || dialog.campaignId) return;
  const start = payload.slice(0, longestPayload).replaceAll('\0', '').toWellFormed();
  dialog.tracker = { ...dialog.tracker, start };
}

/**
 * First contact: what waited for this lead comes first; if it moved nobody, the start step does. A status
 * that was named beforehand holds on the start step as it does in any move.
 */
export function begin(walk: Walk, applyKept: () => void): void {
  applyKept();
  recordContact(walk);
  const { dialog } = walk;
  if (dialog.step !== null || dialog.status === 'finished') return;
  const step = startStep(walk);
  if (step) moveTo(walk, step, dialog.status === 'start' ? 'auto' : dialog.status, 'start');
}

/** Where the lead's flow begins: its campaign's start step, else the bot's. */
export function startStep(walk: Walk): CompiledStep | null {
  const { dialog, script } = walk;
  const campaign = dialog.campaignId ? script.campaigns.get(dialog.campaignId) : undefined;
  const place: StepPlace | null = campaign?.start ?? script.start;
  const step = stepAt(walk, place);
  if (place && !step) {
    warn(walk, 'missingStep', `the start step ${place.flow}/${place.step} does not exist`);
  }
  return step;
}
