/** The connection checklist of a bot: what of it works, in words for its owner. */
import { formatInstant, type Instant } from '../base/instant.ts';
import type { Alarm, ChecklistItem, TelegramBot, TelegramPlaces, TelegramReceives } from '../store/store.ts';
import type { WebhookState } from './webhookState.ts';

/** What a look at the bot has seen. */
export type Seen = {
  token: { is: 'unchecked' | 'ok' | 'unreachable' | 'refused' | 'inUse' | 'unreadable'; reason: string };
  username: string;
  receives: TelegramReceives;
  /** What getWebhookInfo said; null when it could not be asked. */
  webhook: WebhookState | null;
  /** Why our webhook could not be set or taken away. */
  webhookProblem: string | null;
  /** Host of another service's webhook. */
  otherWebhook: string | null;
  /** Another program polls with this token. */
  otherPoller: boolean;
  /** Why polling does not work, for some time already. */
  pollProblem: string | null;
  lastUpdateAt: Instant | null;
  /** Whether business accounts may connect the bot, and whether its settings speak of them. */
  business: { may: boolean; wanted: boolean };
  places: TelegramPlaces;
};

type State = ChecklistItem['state'];
type Said = Omit<ChecklistItem, 'check'>;

const say = (state: State, code: string, text: string, parameters?: Record<string, string>): Said => ({
  state,
  code,
  text,
  ...(parameters && { parameters }),
});

/** Before the first look. */
export const nothingSeen = (bot: TelegramBot): Seen => ({
  token: { is: 'unchecked', reason: '' },
  username: bot.username,
  receives: 'none',
  webhook: null,
  webhookProblem: null,
  otherWebhook: null,
  otherPoller: false,
  pollProblem: null,
  lastUpdateAt: bot.lastUpdateAt,
  business: { may: false, wanted: bot.speaksForBusiness },
  places: { connections: [], channels: [] },
});

/** The items in the order in which one would look for a fault. */
export function checklistOf(seen: Seen, now: Instant): ChecklistItem[] {
  const known = seen.token.is === 'ok';
  return [
    { check: 'token', ...sayToken(seen) },
    { check: 'otherReceiver', ...(known ? sayReceiver(seen) : notLooked) },
    { check: 'webhook', ...(known ? sayWebhook(seen, now) : notLooked) },
    { check: 'updates', ...(known ? sayUpdates(seen) : notLooked) },
    { check: 'businessMode', ...(known ? sayBusiness(seen) : notLooked) },
    { check: 'channelRights', ...sayChannels(seen) },
  ];
}

/** The first item that has failed: one alarm a bot, that of the first cause. */
export function alarmOf(checklist: readonly ChecklistItem[]): Alarm | null {
  const failed = checklist.find(({ state }) => state === 'failed');
  return failed ? { code: failed.code, text: failed.text } : null;
}

const notLooked = say('unknown', 'notLooked', 'Not looked at while the token does not work.');

function sayToken({ token: { is, reason }, username }: Seen): Said {
  const parameters = { reason, username };
  if (is === 'ok') return say('ok', 'tokenValid', `The token is valid: @${username}.`, parameters);
  if (is === 'unchecked') return say('unknown', 'tokenUnchecked', 'The token has not been checked yet.');
  if (is === 'refused') {
    const text = `Telegram refuses the token (${reason}): it was revoked or is wrong. Connect a new one.`;
    return say('failed', 'tokenRefused', text, parameters);
  }
  if (is === 'unreadable') {
    const text = 'The stored token cannot be read: SIGNALBOX_SECRET is not the one it was sealed with.';
    return say('failed', 'tokenUnreadable', `${text} Connect it again.`);
  }
  if (is === 'inUse') {
    return say(
      'failed',
      'tokenInUse',
      `Another bot here has this Telegram bot already: ${reason}.`,
      parameters,
    );
  }
  return say('failed', 'unreachable', `Telegram cannot be reached (${reason}).`, parameters);
}

function sayReceiver({ otherWebhook, otherPoller }: Seen): Said {
  if (otherWebhook !== null) {
    const text = `Another service receives this bot's updates: a webhook at ${otherWebhook} is set. Nothing is received here until you connect the bot again with takeOver.`;
    return say('failed', 'otherWebhook', text, { host: otherWebhook });
  }
  if (otherPoller) {
    const text =
      "Another program receives this bot's updates by polling with the same token; each gets a part. Stop it, or have BotFather replace the token.";
    return say('failed', 'otherPoller', text);
  }
  return say('ok', 'noOtherReceiver', 'Nobody else receives the updates.');
}

/** Telegram repeats what failed after a minute or two at most: an error older than that has passed. */
const errorLastsMs = 3 * 60_000;

function sayWebhook({ receives, webhook, webhookProblem: problem }: Seen, now: Instant): Said {
  if (problem !== null) {
    if (receives === 'none') {
      return say('failed', 'webhookRefused', `The webhook could not be set: ${problem}.`, {
        reason: problem,
      });
    }
    const text = `The webhook could not be asked about or changed: ${problem}.`;
    return say('warning', 'webhookProblem', text, { reason: problem });
  }
  if (receives === 'polling')
    return say('ok', 'webhookNotUsed', 'No webhook: updates are fetched by polling.');
  if (receives === 'none') return say('unknown', 'notReceiving', 'Nothing is received.');
  if (!webhook) return say('warning', 'webhookUnseen', 'The webhook is set; how it does could not be asked.');
  const { lastError, lastErrorAt, waiting } = webhook;
  if (lastErrorAt !== null && now - lastErrorAt < errorLastsMs && waiting > 0) {
    const text = `Telegram cannot deliver to the webhook: ${lastError}.`;
    return say('failed', 'webhookError', text, { reason: lastError, at: formatInstant(lastErrorAt) });
  }
  return say('ok', 'webhookSet', 'The webhook is set.');
}

const manyWaiting = 100;

function sayUpdates({ receives, webhook, lastUpdateAt, pollProblem }: Seen): Said {
  if (receives === 'none') return say('failed', 'notReceiving', 'No updates are received.');
  if (pollProblem !== null) {
    return say('failed', 'pollProblem', `Updates cannot be fetched: ${pollProblem}.`, {
      reason: pollProblem,
    });
  }
  const waiting = webhook?.waiting ?? 0;
  if (waiting >= manyWaiting) {
    const text = `${waiting} updates wait at Telegram.`;
    return say('warning', 'manyWaiting', text, { count: String(waiting) });
  }
  if (lastUpdateAt === null) {
    return say('unknown', 'noUpdateYet', 'No update has come yet: write to the bot to try it.');
  }
  const at = formatInstant(lastUpdateAt);
  return say('ok', 'updatesArrive', `The last update came at ${at}.`, { at });
}

function sayBusiness({ business, places: { connections } }: Seen): Said {
  const active = connections.filter(({ enabled }) => enabled);
  const mute = active.filter(({ canReply }) => !canReply);
  if (mute.length > 0) {
    const names = mute.map(({ ownerName }) => ownerName).join(', ');
    const text = `May not reply in the name of: ${names}.`;
    return say('warning', 'businessNoReply', text, { names });
  }
  if (active.length > 0) {
    const count = String(active.length);
    return say('ok', 'businessConnected', `Speaks for ${count} business account(s).`, { count });
  }
  if (business.may)
    return say('ok', 'businessReady', 'Business mode is on; no account has connected the bot.');
  const text = 'Business mode is off (BotFather switches it on).';
  return say(business.wanted ? 'warning' : 'ok', 'businessOff', text);
}

function sayChannels({ places: { channels } }: Seen): Said {
  if (channels.length === 0)
    return say('ok', 'noChannels', 'No campaign leads into a channel through this bot.');
  const list = (wanted: boolean | null): string =>
    channels
      .filter(({ canInvite }) => canInvite === wanted)
      .map(({ title, chatId }) => title || String(chatId))
      .join(', ');
  const without = list(false);
  if (without) {
    const text = `The bot may not invite into: ${without}. Make it an administrator with that right.`;
    return say('failed', 'channelNoRight', text, { channels: without });
  }
  const unknown = list(null);
  if (unknown) {
    const text = `Nothing is known of: ${unknown}. Make the bot an administrator there.`;
    return say('unknown', 'channelUnknown', text, { channels: unknown });
  }
  return say('ok', 'channelRights', 'The bot may invite into its channels.');
}
