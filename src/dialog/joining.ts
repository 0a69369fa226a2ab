/** Channels before the bot: who asks to be let in, who has come in, who begins to talk. */
import { formatInstant, type Instant } from '../base/instant.ts';
import { eventIdentity } from '../event/event.ts';
import type { LeadAction } from '../signal/signal.ts';
import { longestAnswerMs } from './ask.ts';
import { attribute } from './begin.ts';
import { isAutomatic } from './dialogShape.ts';
import { stepAt } from './enter.ts';
import { moveTo } from './move.ts';
import { recordEvent } from './recordEvent.ts';
import type { ScriptChannel } from './script.ts';
import { effectKey, type Walk, warn } from './walk.ts';
import { joinRequestMs } from './writing.ts';

type Asked = Extract<LeadAction, { did: 'askedToJoin' }>;

/** Greets whoever asks, as the campaign draws it, and lets it in behind that. */
export function onAskedToJoin(walk: Walk, action: Asked, applyKept: () => void): void {
  const { dialog, facts } = walk;
  const { state } = dialog;
  if (state.lastInboundAt === null) state.writableUntil = facts.now + joinRequestMs;
  if (facts.attribution) attribute(walk, facts.attribution);
  const { visit } = state;
  if (facts.firstContact || facts.kept?.length) applyKept();
  const channel = channelOf(walk, action);
  if (channel?.greeting && state.visit === visit) greet(walk, channel.greeting);
  const letIn = channel?.approve ? letInAt(walk) : null;
  if (letIn !== null) {
    const { channelId, userId } = action;
    walk.effects.push({ kind: 'approveJoin', key: effectKey(walk), channelId, userId, notBefore: letIn });
    // Bot API, `ChatJoinRequest.user_chat_id`: until the join request is processed.
    if (state.writableUntil !== undefined) state.writableUntil = letIn;
  }
  const channelName = action.channelTitle;
  walk.entries.push({
    ...{ kind: 'askedToJoin', channel: channelName },
    letIn: letIn === null ? null : formatInstant(letIn),
  });
}

/** The campaign by whose link it was asked, else the first that has this channel. */
function channelOf({ script, facts }: Walk, { channelId }: Asked): ScriptChannel | undefined {
  const here = script.channels.filter(({ chatId }) => chatId === channelId);
  return here.find(({ campaignId }) => campaignId === facts.attribution?.campaignId) ?? here[0];
}

function greet(walk: Walk, place: NonNullable<ScriptChannel['greeting']>): void {
  const step = stepAt(walk, place);
  if (step) return moveTo(walk, step, null, 'start');
  warn(walk, 'missingStep', `the greeting step ${place.flow}/${place.step} does not exist`);
}

/** One minute before the request's five are over: the lane may be busy. */
const longestGreetingMs = 240_000;

/** Behind what the greeting says now, or what it will come to say within its time. */
function letInAt(walk: Walk): Instant {
  const { dialog, facts } = walk;
  const { state } = dialog;
  const latest = facts.now + longestGreetingMs;
  const goesOn = isAutomatic(dialog.status);
  if (goesOn && state.timers.some(({ name, at }) => name === 'step' && at < latest)) return latest;
  if (goesOn && state.phase === 'awaitingAnswer') return latest;
  const thought = goesOn && state.phase === 'awaitingAi' ? facts.now + longestAnswerMs : 0;
  return Math.min(latest, Math.max(facts.now, state.lastSendAt, thought));
}

/** The lead of a channel's campaign has written to the bot that talks: an event, once a lead. */
export function recordContact(walk: Walk): void {
  const { dialog, script, facts } = walk;
  const campaign = dialog.campaignId ? script.campaigns.get(dialog.campaignId) : undefined;
  if (!campaign?.isChannel || dialog.state.contacted) return;
  dialog.state.contacted = true;
  const report = {
    name: 'contact',
    receivedName: 'contact',
    cost: null,
    currency: script.currency,
    tid: null,
  };
  const who = { identity: null, known: false, fingerprint: null, repeatWindowMs: 0 };
  recordEvent(walk, report, { at: facts.now, ...who });
}

/** What our own tracker sees counts once for a click id; no network's transaction id is like this one. */
const ownTid = 'seen by our own tracker';

export const ownEventIdentity = (companyId: string, clickid: string, event: string): string | null =>
  eventIdentity({ companyId, clickid, event, tid: ownTid });
