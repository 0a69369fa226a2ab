/** What networks and back offices report, read by the readers of their own edges. */
import { readParameters } from '../network/network.ts';
import type { KnownWebhook, PostbackRow } from '../store/store.ts';
import { readChange } from '../webhook/webhook.ts';
import { CannotGoOn } from './cannotGoOn.ts';
import { happen, settle } from './carry.ts';
import { postbackRequest, updateDialogRequest } from './outsideCall.ts';
import { dialogOf, fill, type Lead, type Playing, say, type Work } from './playing.ts';
import type { Act } from './storyShape.ts';

export function* callPostback(playing: Playing, lead: Lead, written: NonNullable<Act['postback']>): Work {
  const act = typeof written === 'string' ? { event: written } : written;
  const postback = postbackNamed(playing, act.from ?? playing.story.postback);
  const dialog = dialogOf(playing, lead);
  const own = (text: string): string => fill(text, lead, dialog);
  const request = postbackRequest(act, postback.id, dialog?.clickid ?? lead.clickid ?? '', own);
  say(playing, 'act', `postback ${postback.key}: ${queryOf(request.url)}${request.body}`);
  yield* settle(playing);
  yield* happen(playing, { kind: 'postback', at: playing.world.now, postbackId: postback.id, request });
}

function postbackNamed(playing: Playing, key: string | undefined): PostbackRow {
  const { postbacks } = playing.world.configuration;
  const found = key === undefined ? postbacks[0] : postbacks.find((one) => one.key === key);
  if (!found) throw new CannotGoOn(`the funnel has no postback${key ? ` ${key}` : ''}`, ['postback']);
  if (key === undefined && postbacks.length > 1) {
    const keys = postbacks.map((one) => one.key).join(', ');
    throw new CannotGoOn(`the funnel has several postbacks: say from: ${keys}`, ['postback']);
  }
  return found;
}

export function* callUpdateDialog(playing: Playing, lead: Lead, act: NonNullable<Act['updateDialog']>): Work {
  const webhook = webhookNamed(playing, act.webhook);
  const own = (text: string): string => fill(text, lead, dialogOf(playing, lead));
  const request = updateDialogRequest(act, webhook.id, lead.chatId, own);
  say(playing, 'act', `updateDialog: ${queryOf(request.url)}${request.body}`);
  yield* settle(playing);
  const read = readChange(readParameters(request).parameters, webhook.bot, webhook.document);
  if (!read.ok) {
    const reason = read.reason.map((one) => `${one.name} ${one.reason}`).join('; ');
    playing.outcome = { outcome: 'rejected', reason };
    return say(playing, 'cause', `rejected: ${reason}`);
  }
  const { chatId, change, newFields, guards, requestId } = read.value;
  const at = playing.world.now;
  const { id: webhookId, bot } = webhook;
  yield* happen(playing, {
    ...{ kind: 'webhook', at, webhookId, botId: bot.id, chatId, request, change, newFields, guards },
    ...(requestId ? { requestId } : {}),
  });
}

function webhookNamed(playing: Playing, key: string | undefined): KnownWebhook {
  const own = [...playing.world.directory.webhooks.values()].filter(({ bot }) => bot.id === playing.bot.id);
  const found = key === undefined ? own[0] : own.find(({ document }) => document.key === key);
  if (!found) {
    const what = key ? `webhook ${key}, or it is switched off` : 'webhook';
    throw new CannotGoOn(`the bot ${playing.bot.key} has no ${what}`, ['updateDialog']);
  }
  if (key === undefined && own.length > 1) {
    const keys = own.map(({ document }) => document.key).join(', ');
    throw new CannotGoOn(`the bot has several webhooks: say webhook: ${keys}`, ['updateDialog']);
  }
  return found;
}

const queryOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
