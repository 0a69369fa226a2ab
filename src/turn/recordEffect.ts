/** Effects as rows: messages of the history, and what waits in the outbox. */
import type { MadeEffect, Turn } from '../dialog/dialog.ts';
import type {
  AiEffect,
  ChannelEffect,
  FetchFileEffect,
  MessageEffect,
  WebhookEffect,
} from '../effect/effect.ts';
import { type Batch, type Item, perSignal } from './batch.ts';
import type { RunningBot } from './scripts.ts';

/** One effect of a turn; `n` numbers it among what the signal leaves behind. */
export function recordEffect(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: MadeEffect,
  n: number,
): void {
  switch (effect.kind) {
    case 'message':
      return recordMessage(batch, item, bot, turn, effect, n);
    case 'webhook':
      return recordWebhook(batch, item, bot, turn, effect, n);
    case 'ai':
      return recordAi(batch, item, bot, turn, effect, n);
    case 'cancelMessages':
      return cancel(batch, item, turn);
    case 'fetchFile':
      return recordFetch(batch, item, bot, turn, effect, n);
    default:
      if (!effect.cancelled) recordChannel(batch, item, bot, turn, effect, n);
  }
}

function recordMessage(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: MadeEffect & MessageEffect,
  n: number,
): void {
  const id = item.id * perSignal + n;
  const { text, buttons, pin, resend, media, by, entities, replyTo, typingMs, mass } = effect;
  batch.writes.messages.set(id, {
    dialog: turn.dialog.id,
    id,
    direction: 'out',
    kind: media?.kind ?? 'text',
    text,
    media: media ? JSON.stringify(media) : null,
    author: by,
    buttons: buttons.length > 0 ? JSON.stringify(buttons) : null,
    state: effect.cancelled ? 'cancelled' : 'sent',
    reason: effect.because ?? null,
    cause: String(item.id),
    at: effect.notBefore,
    entities: entities ? JSON.stringify(entities) : null,
    replyTo: replyTo ?? null,
  });
  if (effect.cancelled) return;
  const { chatId, connection } = turn.dialog;
  batch.writes.outbox.push({
    signal: item.id,
    n,
    kind: 'message',
    channel: bot.script.channel,
    bot: bot.script.botId,
    dialog: turn.dialog.id,
    message: id,
    automatic: effect.automatic,
    // Text and buttons stand in the message's own row; what is absent here is so in JSON as well.
    document: JSON.stringify({
      ...{ chatId, connection: connection || undefined, pin, resend },
      ...{ media: media ?? undefined, entities, replyTo, typingMs },
    }),
    due: effect.notBefore - bot.clockOffsetMs,
    priority: mass ? 1 : 0,
  });
}

/** `automatic` is what a move takes back: the sign that a message is being typed which will not come. */
function recordChannel(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: ChannelEffect,
  n: number,
): void {
  const { id, chatId, connection } = turn.dialog;
  batch.writes.outbox.push({
    ...{ signal: item.id, n, kind: 'channel', channel: bot.script.channel, bot: bot.script.botId },
    ...{ dialog: id, message: null, automatic: effect.kind === 'typing' },
    document: JSON.stringify({
      ...effect,
      ...inRealTime(bot, effect),
      chatId,
      connection: connection || undefined,
    }),
    due: effect.notBefore - bot.clockOffsetMs,
    // Somebody looks at a button that waits: before everything else.
    priority: effect.kind === 'answerPress' ? -1 : 0,
  });
}

/** A simulated bot's own clock may be days ahead of the carrier's. */
const inRealTime = (bot: RunningBot, effect: ChannelEffect): { until?: number } =>
  effect.kind === 'typing' ? { until: effect.until - bot.clockOffsetMs } : {};

/** In the simulator nobody has a file to give. */
function recordFetch(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: FetchFileEffect,
  n: number,
): void {
  if (bot.script.channel === 'simulator') return;
  batch.writes.outbox.push({
    ...{ signal: item.id, n, kind: 'channel', channel: 'file', bot: bot.script.botId },
    ...{ dialog: turn.dialog.id, message: item.id * perSignal + effect.received, automatic: false },
    document: JSON.stringify(effect),
    due: effect.notBefore - bot.clockOffsetMs,
  });
}

function recordWebhook(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: WebhookEffect,
  n: number,
): void {
  batch.writes.outbox.push({
    signal: item.id,
    n,
    kind: 'webhook',
    channel: 'webhook',
    bot: bot.script.botId,
    dialog: turn.dialog.id,
    message: null,
    automatic: true,
    document: JSON.stringify({ ...effect, lane: bot.lane, spaceId: bot.script.spaceId }),
    due: effect.notBefore - bot.clockOffsetMs,
  });
}

function recordAi(batch: Batch, item: Item, bot: RunningBot, turn: Turn, effect: AiEffect, n: number): void {
  batch.writes.outbox.push({
    signal: item.id,
    n,
    kind: 'ai',
    channel: 'ai',
    bot: bot.script.botId,
    dialog: turn.dialog.id,
    message: null,
    automatic: true,
    // In real time: a simulated bot's own clock may have jumped by days since.
    document: JSON.stringify({ ...effect, lane: bot.lane, spaceId: bot.script.spaceId, askedAt: batch.now }),
    due: effect.notBefore - bot.clockOffsetMs,
  });
}

/** A move takes back what waits: rows of earlier batches in SQL, those of this batch right here. */
function cancel(batch: Batch, item: Item, turn: Turn): void {
  batch.writes.cancelled.add(turn.dialog.id);
  batch.writes.outbox = batch.writes.outbox.filter((row) => {
    const waits =
      row.dialog === turn.dialog.id && row.signal !== item.id && isTakenBack(row.kind) && row.automatic;
    const message = waits && row.message !== null ? batch.writes.messages.get(row.message) : undefined;
    if (message) message.state = 'cancelled';
    return !waits;
  });
}

const isTakenBack = (kind: string): boolean => kind === 'message' || kind === 'channel';
