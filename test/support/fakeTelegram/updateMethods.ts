/** How a bot gets its updates: long polling, or the settings of its webhook. */
import type { Update, WebhookInfo } from '@grammyjs/types';
import { z } from 'zod';
import { isUpdateType } from './deliver.ts';
import type { Method, MethodContext } from './method.ts';
import { type Refused, refusal } from './refusals.ts';
import { type Bot, changed } from './world.ts';

/** Telegram caps the time-out of a poll (facts: 50 s). */
const longestPollSeconds = 50;

/** Ends the poll that waits for a bot's updates. */
const polls = new WeakMap<Bot, (reason: Refused) => void>();

/**
 * Telegram also makes short polls that repeat an offset wait for 3 s or gives them one update at a time; the
 * fake does not, so that tests can look at once and see everything.
 */
export const getUpdates: Method<'getUpdates'> = (context) => {
  const { bot, parameters, sender } = context;
  readAllowed(context);
  if (sender.webhookOf(bot)) throw refusal('webhookActive');
  const offset = parameters.integer('offset') ?? 0;
  const limit = Math.min(Math.max(parameters.integer('limit') ?? 100, 1), 100);
  const seconds = Math.min(Math.max(parameters.integer('timeout') ?? 0, 0), longestPollSeconds);
  const take = () => bot.updates.from(offset, limit);
  const first = take();
  changed(context.world);
  if (first.length > 0 || seconds === 0) return first;
  polls.get(bot)?.(refusal('pollTerminated'));
  return waitForUpdates(context, take, seconds);
};

/** A list that stays until another one is given; empty: all types but those that must be named. */
function readAllowed({ bot, parameters }: MethodContext): void {
  const given = parameters.json('allowed_updates', z.array(z.string()), 'wrongJson');
  if (!given) return;
  for (const name of given) {
    if (!isUpdateType(name)) throw refusal('notModelled', { what: `the update type ${name}` });
  }
  bot.updates.allowed = given.length === 0 ? null : given.filter(isUpdateType);
}

function waitForUpdates(
  { bot, gone }: MethodContext,
  take: () => Update[],
  seconds: number,
): Promise<Update[]> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      bot.updates.watchers.delete(wake);
      gone.removeEventListener('abort', leave);
      if (polls.get(bot) === end) polls.delete(bot);
    };
    const answer = (updates: Update[]) => {
      stop();
      resolve(updates);
    };
    // What comes within the same millisecond comes together, as the server gathers it.
    const wake = () => {
      bot.updates.watchers.delete(wake);
      setTimeout(() => polls.get(bot) === end && answer(take()), 1);
    };
    const leave = () => answer([]);
    const end = (reason: Refused) => {
      stop();
      reject(reason);
    };
    const timer = setTimeout(() => answer([]), seconds * 1000);
    bot.updates.watchers.add(wake);
    gone.addEventListener('abort', leave);
    polls.set(bot, end);
  });
}

export const setWebhook: Method<'setWebhook'> = (context) => {
  const { bot, parameters, sender } = context;
  const url = parameters.text('url');
  if (url === '') return removeWebhook(context);
  const secret = parameters.text('secret_token');
  if (secret.length > 256) throw refusal('secretTooLong');
  if (!/^[\w-]*$/.test(secret)) throw refusal('secretAlphabet');
  const address = sender.resolve(url);
  const maxConnections = parameters.integer('max_connections') ?? 40;
  if (maxConnections < 1 || maxConnections > 100) throw refusal('maxConnections');
  readAllowed(context);
  const before = sender.webhookOf(bot);
  const drops = parameters.boolean('drop_pending_updates');
  const same = before?.url === url && before.secret === secret && before.maxConnections === maxConnections;
  context.remark(same ? 'Webhook is already set' : 'Webhook was set');
  if (same && !drops) return true;
  polls.get(bot)?.(refusal('pollEndedByWebhook'));
  if (drops) bot.updates.clear();
  sender.set(bot, { url, address, secret, maxConnections });
  return true;
};

export const deleteWebhook: Method<'deleteWebhook'> = (context) => removeWebhook(context);

function removeWebhook({ bot, parameters, sender, remark }: MethodContext): true {
  if (parameters.boolean('drop_pending_updates')) bot.updates.clear();
  remark(sender.webhookOf(bot) ? 'Webhook was deleted' : 'Webhook is already deleted');
  sender.remove(bot);
  return true;
}

export const getWebhookInfo: Method<'getWebhookInfo'> = ({ bot, sender }) => {
  const webhook = sender.webhookOf(bot);
  const info: WebhookInfo = {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: bot.updates.live().length,
  };
  if (webhook) {
    info.max_connections = webhook.maxConnections;
    info.ip_address = '127.0.0.1';
    if (webhook.lastError) {
      info.last_error_date = webhook.lastError.date;
      info.last_error_message = webhook.lastError.message;
    }
  }
  if (bot.updates.allowed) info.allowed_updates = [...bot.updates.allowed];
  return info;
};
