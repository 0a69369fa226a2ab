/** What the outside does in a story: messages arrive, calls are answered as the story says, timers ring. */

import type { Instant } from '../base/instant.ts';
import type { AiEffect, Button, ChannelEffect, WebhookEffect } from '../effect/effect.ts';
import { milliseconds, splitStepPath } from '../flow/flow.ts';
import type { OutcomeSignal, Signal } from '../signal/signal.ts';
import type { OutboxWrite } from '../store/store.ts';
import { readAnswer } from '../webhook/webhook.ts';
import { answerFrom, defaultAnswer } from './aiAnswer.ts';
import type { AiQuestion, Playing, WebhookAnswer, Work } from './playing.ts';
import { say, whom } from './playing.ts';
import { tell } from './tell.ts';
import { nextTimer, take } from './world.ts';

/** Gives a signal its turn and plays out all that follows of it at this moment. */
export function* happen(playing: Playing, signal: Signal): Work {
  const taken = take(playing.world, signal);
  playing.outcome = taken;
  tell(playing, taken);
  yield* settle(playing);
}

/** Everything that is due now: what is sent, what is answered, what rings. */
export const settle = (playing: Playing): Work => pass(playing, playing.world.now);

/** Lets time pass until then; whatever comes due on the way happens at its own moment. */
export function* pass(playing: Playing, until: Instant): Work {
  const { world } = playing;
  for (;;) {
    const effect = first(world.outbox, (row) => row.due);
    const answer = first(world.coming, (one) => one.at);
    const timer = nextTimer(world);
    const next = Math.min(effect?.due ?? Infinity, answer?.at ?? Infinity, timer?.at ?? Infinity);
    if (next > until) break;
    world.now = Math.max(world.now, next);
    if (effect && effect.due === next) {
      world.outbox.splice(world.outbox.indexOf(effect), 1);
      yield* carry(playing, effect);
    } else if (answer && answer.at === next) {
      world.coming.splice(world.coming.indexOf(answer), 1);
      tell(playing, take(world, { ...answer.signal, at: world.now }));
    } else if (timer) {
      tell(playing, take(world, { kind: 'timer', at: world.now, dialogId: timer.dialogId }));
    }
  }
  world.now = until;
}

/** The earliest; among equals the one that was there first. */
function first<Item>(items: readonly Item[], at: (item: Item) => number): Item | null {
  let found: Item | null = null;
  for (const item of items) if (!found || at(item) < at(found)) found = item;
  return found;
}

function* carry(playing: Playing, row: OutboxWrite): Work {
  if (row.kind === 'message') return arrive(playing, row);
  if (row.kind === 'webhook') return call(playing, row);
  if (row.kind === 'channel') return show(playing, row);
  const effect: AiEffect = JSON.parse(row.document);
  yield* ask(playing, row, effect);
}

/** What the channel does beside messages; of it only what somebody hears is told. */
function show(playing: Playing, row: OutboxWrite): void {
  const effect: ChannelEffect = JSON.parse(row.document);
  if (effect.kind !== 'notify') return;
  const why = effect.reason === 'manual' ? 'needs a person' : 'is what it waits for';
  say(playing, 'cause', `tells the group ${effect.groupId}: ${effect.name} ${why}`);
}

function arrive(playing: Playing, row: OutboxWrite): void {
  const { world } = playing;
  const message = row.message === null ? undefined : world.messages.get(row.message);
  if (!message) return;
  const buttons: Button[] = message.buttons === null ? [] : JSON.parse(message.buttons).flat();
  const text = shown(message.kind, message.text);
  playing.sent.push({ dialog: row.dialog, text, buttons, automatic: row.automatic });
  const labels = buttons.map((button) => `[${button.text}]`).join(' ');
  const to = whom(playing, row.dialog);
  const speaker = row.automatic ? playing.bot.key : 'operator';
  const line = labels ? `${text} ${labels}` : text;
  say(playing, row.automatic ? 'bot' : 'operator', line, to ? `${speaker} to ${to}` : speaker);
}

/** A message as a story writes it: media by their kind, with the caption behind it. */
export const shown = (kind: string, text: string): string =>
  kind === 'text' || kind === 'button' ? text : `[${kind}]${text && ` ${text}`}`;

function call(playing: Playing, row: OutboxWrite): void {
  const effect: WebhookEffect = JSON.parse(row.document);
  const place = placeOf(playing, row);
  const { method, url } = effect;
  const answer = answerFor(playing, url, place);
  const { status, reason } = judge(answer);
  playing.called.push({ dialog: row.dialog, method, url, status, turn: playing.world.turns });
  const ok = reason === null;
  say(playing, 'cause', `calls ${method} ${url}: ${reason ?? `answered ${status}`}`);
  if (!effect.wait && Object.keys(effect.save).length === 0) return;
  come(playing, row, answer.after, {
    of: 'webhook',
    ok,
    status,
    reason,
    saved: ok ? savedOf(answer, effect.save) : {},
    stepVisit: effect.stepVisit,
  });
}

/** The step that called: the one the dialog stands on, or that a move of the same turn has led from. */
function placeOf(playing: Playing, row: OutboxWrite): string {
  const dialog = playing.world.batch.held.get(row.dialog)?.dialog;
  const taken = playing.world.taken.find((one) => one.id === row.signal);
  let place = '';
  for (const entry of taken?.entries ?? []) {
    if (entry.kind === 'move') place = entry.to;
    if (entry.kind === 'request') return place || (dialog?.step ? `${dialog.flow}/${dialog.step}` : '');
  }
  return place;
}

const silentAnswer: WebhookAnswer = { status: 200, body: '' };

/** The first that was prepared for this address or step; it answers once. */
function answerFor(playing: Playing, url: string, place: string): WebhookAnswer {
  const index = playing.answers.findIndex(
    ({ to }) => to === undefined || url.includes(to) || (isPlace(to) && to === place),
  );
  return playing.answers.splice(index, index < 0 ? 0 : 1)[0] ?? silentAnswer;
}

const isPlace = (to: string): boolean => splitStepPath(to).flow !== '';

/** What a call comes to when its attempts are over. */
function judge(answer: WebhookAnswer): { status: number | null; reason: string | null } {
  if (answer.fails !== undefined) return { status: answer.status ?? null, reason: answer.fails };
  const status = answer.status ?? 200;
  return { status, reason: status >= 200 && status < 300 ? null : `answered ${status}` };
}

function savedOf(answer: WebhookAnswer, save: Record<string, string>): Record<string, string> {
  if (answer.saves) {
    return Object.fromEntries(Object.entries(answer.saves).map(([key, value]) => [key, String(value)]));
  }
  const { body = '' } = answer;
  return readAnswer(typeof body === 'string' ? body : JSON.stringify(body), save).saved;
}

function come(
  playing: Playing,
  row: OutboxWrite,
  after: string | undefined,
  outcome: OutcomeSignal['outcome'],
): void {
  const at = playing.world.now + milliseconds(after);
  const effectKey = `${row.signal}.${row.n}`;
  playing.world.coming.push({
    at,
    signal: { kind: 'outcome', at, dialogId: row.dialog, effectKey, outcome },
  });
}

/** A queued answer, the port's, or the failure that a missing endpoint would be. */
function* ask(playing: Playing, row: OutboxWrite, effect: AiEffect): Work {
  const scripted = playing.ai.shift();
  if (scripted?.silent) return say(playing, 'cause', 'the AI does not answer');
  const { result, tokens } = scripted
    ? { result: answerFrom(scripted, effect.task.of), tokens: 0 }
    : playing.asks
      ? yield questionOf(playing, row, effect)
      : { result: defaultAnswer(effect.task.of), tokens: 0 };
  const { stepVisit, aiTurn, slot } = effect;
  come(playing, row, scripted?.after, { of: 'ai', result, stepVisit, aiTurn, slot, tokens });
}

function questionOf(playing: Playing, row: OutboxWrite, effect: AiEffect): AiQuestion {
  const { world, bot } = playing;
  const held = world.batch.held.get(row.dialog);
  const settings = world.configuration.bots.find((one) => one.id === bot.id);
  if (!held || !settings) throw new Error('broken invariant: an effect without its dialog');
  const waiting = new Set(world.outbox.map(({ message }) => message));
  return {
    effect,
    dialog: held.dialog,
    bot: settings.document,
    messages: [...world.messages.values()].filter(
      (one) => one.dialog === row.dialog && one.state !== 'cancelled' && !waiting.has(one.id),
    ),
    events: world.events.filter((one) => one.dialog === row.dialog),
    now: world.now,
  };
}
