/** Somebody who writes in a private chat that a bot reads: a lead, or the owner of a business account. */
import { randomUUID } from 'node:crypto';
import type { Chat, Message, MessageEntity, User } from '@grammyjs/types';
import { withFound } from './entities.ts';
import { type LeadContent, type LeadKind, leadContent } from './leadContent.ts';
import { type SeenMessage, seenIn } from './seenMessage.ts';
import { withoutReply } from './sending.ts';
import { type Bot, type Conversation, changed, dateOf, findMessage, keep, type World } from './world.ts';

export type PersonalMessage = Message & { chat: Chat.PrivateChat; from: User };

/** The way from a person to the bot. */
export type Line = {
  world: World;
  bot: Bot;
  conversation: Conversation & { chat: Chat.PrivateChat };
  /** In each message of this line. */
  common: Partial<Message>;
  /** Before anything is said; throws where a person could not. */
  open(): void;
  say(message: PersonalMessage): void;
  sayEdited(message: PersonalMessage & { edit_date: number }): void;
};

export type Words = { entities?: MessageEntity[]; replyTo?: number };

export type Wanted = string | RegExp | ((message: SeenMessage) => boolean);

/** How long a wait lasts unless told otherwise; ms. */
const patienceMs = 10_000;

export class Correspondent {
  readonly user: User;
  protected readonly line: Line;

  constructor(user: User, line: Line) {
    this.user = user;
    this.line = line;
  }

  get id(): number {
    return this.user.id;
  }

  write(text: string, { entities = [], replyTo }: Words = {}): Message {
    const marks = withFound(text, entities);
    return this.post({ text, ...(marks.length > 0 ? { entities: marks } : {}) }, replyTo);
  }

  send(kind: LeadKind, content: LeadContent = {}): Message {
    const { world, bot } = this.line;
    return this.post(leadContent(world, bot, kind, content), content.replyTo);
  }

  /** Two to ten pictures and videos that show as one; answers its messages. */
  album(parts: readonly (LeadContent & { kind?: 'photo' | 'video' | 'document' | 'audio' })[]): Message[] {
    const { world, bot } = this.line;
    const media_group_id = String(world.next('album') + 13_000_000_000_000_000);
    return parts.map(({ kind = 'photo', ...content }) =>
      this.post({ ...leadContent(world, bot, kind, content), media_group_id }, content.replyTo),
    );
  }

  /** Changes the text, or the caption, of a message of one's own. */
  edit(messageId: number, text: string, { entities = [] }: Words = {}): Message {
    const { world, conversation, bot } = this.line;
    const stored = findMessage(conversation, messageId);
    if (!stored || stored.byBot === bot.me.id) throw new Error(`${messageId} is no message of this person`);
    const marks = withFound(text, entities);
    const words =
      stored.message.text === undefined
        ? { caption: text, caption_entities: marks }
        : { text, entities: marks };
    stored.earlier.push(stored.message);
    const edited = { ...stored.message, ...words, edit_date: dateOf(world) };
    stored.message = edited;
    this.line.sayEdited({ ...edited, chat: conversation.chat, from: this.user });
    changed(world);
    return edited;
  }

  /** Everything in the chat as it stands now, in order. */
  messages(): SeenMessage[] {
    return seenIn(this.line.conversation);
  }

  /** Texts and captions that the bot has sent and not deleted. */
  texts(): string[] {
    return this.fromBot().map(({ text }) => text);
  }

  fromBot(): SeenMessage[] {
    return this.messages().filter(({ fromBot, deleted }) => fromBot && !deleted);
  }

  /** What the bot was shown doing, with the time in the fake's ms. */
  actions(): readonly { action: string; at: number }[] {
    return this.line.conversation.actions;
  }

  /**
   * The first message of the bot that is wanted: by its whole text, a pattern in it, or a question about it.
   * Looks at what is there, then whenever something changes; fails after `timeoutMs` with what there is.
   */
  waitFor(wanted: Wanted, timeoutMs = patienceMs): Promise<SeenMessage> {
    const look = () => this.fromBot().find((message) => isWanted(message, wanted)) ?? null;
    const missing = () =>
      `${this.id} did not get ${String(wanted)} but ${JSON.stringify(this.texts()).slice(0, 2000)}`;
    return waitUntil(this.line.world, look, missing, timeoutMs);
  }

  /** Until the bot's messages, deleted ones left out, are at least so many. */
  waitForCount(count: number, timeoutMs = patienceMs): Promise<SeenMessage[]> {
    const look = () => (this.fromBot().length >= count ? this.fromBot() : null);
    const missing = () => `${this.id} did not get ${count} messages but ${JSON.stringify(this.texts())}`;
    return waitUntil(this.line.world, look, missing, timeoutMs);
  }

  protected post(content: Partial<Message>, replyTo?: number): Message {
    const { world, conversation, common } = this.line;
    this.line.open();
    const replied = replyTo === undefined ? null : findMessage(conversation, replyTo);
    if (replyTo !== undefined && !replied) throw new Error(`there is no message ${replyTo} to reply to`);
    const message: PersonalMessage = {
      message_id: conversation.nextMessageId(),
      date: dateOf(world),
      ...common,
      ...(replied ? { reply_to_message: withoutReply(replied.message) } : {}),
      ...content,
      from: this.user,
      chat: conversation.chat,
    };
    keep(conversation, message, null);
    this.line.say(message);
    changed(world);
    return message;
  }
}

function isWanted(message: SeenMessage, wanted: Wanted): boolean {
  if (typeof wanted === 'string') return message.text === wanted;
  return wanted instanceof RegExp ? wanted.test(message.text) : wanted(message);
}

/** Resolves with what `look` finds, asked again after each change of the world; fails when the time is up. */
export function waitUntil<Value>(
  world: World,
  look: () => Value | null,
  missing: () => string,
  timeoutMs: number,
): Promise<Value> {
  const found = look();
  if (found !== null) return Promise.resolve(found);
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      world.watchers.delete(watch);
    };
    const watch = () => {
      const value = look();
      if (value === null) return;
      stop();
      resolve(value);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`${missing()} within ${timeoutMs} ms`));
    }, timeoutMs);
    world.watchers.add(watch);
  });
}

/** Telegram's opaque ids of queries and connections. */
export const opaqueId = (): string => BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 16)}`).toString();
