/** A line of the play as what happens: the very signal that the edge of that channel accepts. */
import { milliseconds } from '../flow/flow.ts';
import type { LeadAction } from '../signal/signal.ts';
import { CannotGoOn } from './cannotGoOn.ts';
import { happen, pass, settle } from './carry.ts';
import { check } from './check.ts';
import { clickLink } from './clickLink.ts';
import { decideChance } from './decideChance.ts';
import { operate } from './operate.ts';
import { callPostback, callUpdateDialog } from './outside.ts';
import { dialogOf, fill, type Lead, type Playing, say, type Work } from './playing.ts';
import type { Act } from './storyShape.ts';

/** Plays one line. Throws `CannotGoOn` when it asks for what cannot be. */
export function* perform(playing: Playing, act: Act): Work {
  const lead = leadNamed(playing, act.as);
  if (act.click !== undefined) return clickLink(playing, lead, act.click);
  if (act.wait !== undefined) return yield* pass(playing, playing.world.now + milliseconds(act.wait));
  if (act.postback !== undefined) return yield* callPostback(playing, lead, act.postback);
  if (act.updateDialog !== undefined) return yield* callUpdateDialog(playing, lead, act.updateDialog);
  if (act.operator !== undefined) return yield* operate(playing, lead, act.operator);
  if (act.answer !== undefined) playing.answers.push(act.answer);
  else if (act.ai !== undefined) playing.ai.push(typeof act.ai === 'string' ? { reply: act.ai } : act.ai);
  else if (act.split !== undefined) decideChance(playing, act.split);
  else if (act.expect !== undefined) return check(playing, lead, act.expect, true);
  else if (act['expect not'] !== undefined) return check(playing, lead, act['expect not'], false);
  else yield* leadActs(playing, lead, act);
}

function leadNamed(playing: Playing, key: string | undefined): Lead {
  const lead = key === undefined ? [...playing.cast.values()][0] : playing.cast.get(key);
  if (lead) return lead;
  const known = [...playing.cast.keys()].filter(Boolean).join(', ') || 'none: write leads';
  throw new CannotGoOn(`the story has no lead ${key} (it has ${known})`, ['as']);
}

function* leadActs(playing: Playing, lead: Lead, act: Act): Work {
  const action = actionOf(playing, lead, act);
  const { text, shows } = action;
  say(playing, 'lead', shows ?? text, lead.name || lead.key || 'lead');
  const { chatId, username } = lead;
  const botId = playing.bot.id;
  // What is due at this very moment came before.
  yield* settle(playing);
  yield* happen(playing, {
    kind: 'update',
    at: playing.world.now,
    botId,
    chatId,
    name: lead.name,
    username,
    action: action.did,
  });
}

type Acting = { did: LeadAction; text: string; shows?: string };

function actionOf(playing: Playing, lead: Lead, act: Act): Acting {
  if (act.start !== undefined) {
    const payload = act.start === true ? takeClick(lead) : filled(playing, lead, act.start);
    return { did: { did: 'start', payload }, text: payload ? `/start ${payload}` : '/start' };
  }
  if (act.sends !== undefined) return { did: { did: 'sentMedia', media: act.sends }, text: `[${act.sends}]` };
  if (act.blocks) return { did: { did: 'blockedBot' }, text: '', shows: '(blocks the bot)' };
  if (act.unblocks) return { did: { did: 'unblockedBot' }, text: '', shows: '(unblocks the bot)' };
  if (act.presses !== undefined) {
    const button = findButton(playing, lead, act.presses);
    return { did: { did: 'pressed', button }, text: `[${act.presses}]` };
  }
  const text = filled(playing, lead, act.says ?? '');
  const command = /^\/start(?:\s+(\S+))?$/.exec(text);
  if (command) return { did: { did: 'start', payload: command[1] ?? '' }, text };
  return { did: { did: 'wrote', text }, text };
}

const filled = (playing: Playing, lead: Lead, text: string): string =>
  fill(text, lead, dialogOf(playing, lead));

/** A click leads to one start; later ones come without it. */
function takeClick(lead: Lead): string {
  const { pending } = lead;
  lead.pending = '';
  return pending;
}

/** The id of the newest button of this label that the lead has got. */
function findButton(playing: Playing, lead: Lead, label: string): string {
  const dialog = dialogOf(playing, lead);
  const buttons = playing.sent.filter((one) => one.dialog === dialog?.id).flatMap((one) => one.buttons);
  const button = buttons.findLast(({ text }) => text === label);
  if (button?.id) return button.id;
  const link = button?.url ?? button?.webApp;
  if (link) throw new CannotGoOn(`${label} is a link to ${link}: the bot is not told`, ['presses']);
  const seen = [...new Set(buttons.map(({ text }) => text))].join(', ') || 'none';
  throw new CannotGoOn(`there is no button ${JSON.stringify(label)} to press (seen: ${seen})`, ['presses']);
}
