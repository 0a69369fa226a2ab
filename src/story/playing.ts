/** A story under way. */
import type { Instant } from '../base/instant.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { AiEffect, Button } from '../effect/effect.ts';
import type { BotSettings } from '../flow/flow.ts';
import type { AiResult } from '../signal/signal.ts';
import type { EventWrite, KnownBot, MessageWrite } from '../store/store.ts';
import type { Story } from './readStories.ts';
import type { Act } from './storyShape.ts';
import type { Path, Problem } from './storySource.ts';
import { dialogIn, type World } from './world.ts';

/** A person of the story. */
export type Lead = {
  /** The name that `as` uses, '' for the only one. */
  key: string;
  chatId: number;
  name: string;
  username: string;
  /** Of the latest click. */
  clickid: string | null;
  /** A click id that the next start brings, '' for none. */
  pending: string;
};

/** A line of what is shown; `who` is the lead's or the bot's name where somebody speaks. */
export type Line = {
  at: Instant;
  kind: 'lead' | 'bot' | 'operator' | 'act' | 'cause' | 'failure';
  who: string;
  text: string;
};

export type Sent = { dialog: string; text: string; buttons: Button[]; automatic: boolean };
/** A call and what it came to; `turn` is the number of the last turn before it. */
export type Called = {
  dialog: string;
  method: string;
  url: string;
  status: number | null;
  turn: number;
};

/** What an AI is asked by a flow, with all that its answer may depend on. */
export type AiQuestion = {
  effect: AiEffect;
  dialog: Dialog;
  bot: BotSettings;
  /** Oldest first; what has not been sent yet is not among them. */
  messages: readonly MessageWrite[];
  events: readonly EventWrite[];
  now: Instant;
};

export type AiAnswer = { result: AiResult; tokens: number };

export type WebhookAnswer = NonNullable<Act['answer']>;
export type ScriptedAi = Exclude<NonNullable<Act['ai']>, string>;

/** What a mark stands behind: expectations look at what has come since they were last asked. */
export type Mark = 'messages' | 'requests' | 'rule' | 'warnings' | 'timeline';

export type Playing = {
  story: Story;
  bot: KnownBot;
  world: World;
  cast: Map<string, Lead>;
  answers: WebhookAnswer[];
  ai: ScriptedAi[];
  /** Whoever plays answers for the AI where the story does not. */
  asks: boolean;
  sent: Sent[];
  called: Called[];
  marks: Map<string, number>;
  lines: Line[];
  failures: Problem[];
  /** What became of the last thing that somebody did. */
  outcome: { outcome: string; reason: string | null };
  /** The line of the play that is under way. */
  act: number;
};

/** The work of a story: it stops where an AI has to be asked, and goes on with the answer. */
export type Work<Result = void> = Generator<AiQuestion, Result, AiAnswer>;

export const dialogOf = (playing: Playing, lead: Lead): Dialog | null =>
  dialogIn(playing.world, playing.bot.id, lead.chatId);

export function leadOf(playing: Playing, dialogId: string | null): Lead | null {
  const dialog = dialogId === null ? undefined : playing.world.batch.held.get(dialogId)?.dialog;
  if (!dialog) return null;
  return [...playing.cast.values()].find((lead) => lead.chatId === dialog.chatId) ?? null;
}

export function say(playing: Playing, kind: Line['kind'], text: string, who = ''): void {
  playing.lines.push({ at: playing.world.now, kind, who, text });
}

/** Who is meant, where there are several leads to tell apart. */
export function whom(playing: Playing, dialogId: string | null): string {
  const lead = playing.cast.size > 1 ? leadOf(playing, dialogId) : null;
  return lead ? lead.name || lead.key : '';
}

export function failAt(playing: Playing, key: Path, reason: string): void {
  const problem = playing.story.about(['play', playing.act, ...key], reason);
  playing.failures.push(problem);
  say(playing, 'failure', reason);
}

/** `{clickid}` and `{chatId}` in a story's texts stand for the lead's own. */
export function fill(text: string, lead: Lead, dialog: Dialog | null): string {
  if (!text.includes('{')) return text;
  const clickid = dialog?.clickid ?? lead.clickid ?? '';
  return text.replaceAll('{clickid}', clickid).replaceAll('{chatId}', String(lead.chatId));
}
