/** What exists in the fake: bots, people, chats and what was said in them. All of it is memory. */
import type {
  BotCommand,
  BusinessConnection,
  Chat,
  ChatInviteLink,
  ChatMember,
  Message,
  User,
  UserFromGetMe,
} from '@grammyjs/types';
import type { FileKind } from './files.ts';
import type { UpdateQueue } from './updateQueue.ts';

export type StoredMessage = {
  message: Message;
  /** The bot that sent it, null for people. */
  byBot: number | null;
  /** Its earlier forms, oldest first. */
  earlier: Message[];
  deleted: boolean;
  pinned: boolean;
  /** The reply keyboard that came with it, for the lead to press. */
  keyboard: string[][] | null;
};

/** One chat with its messages: of a bot with a person, of a group or channel, of a business account. */
export type Conversation = {
  chat: Chat;
  messages: Map<number, StoredMessage>;
  /** What a bot was shown doing, as typing. */
  actions: { action: string; at: number }[];
  nextMessageId(): number;
};

export type PrivateChat = {
  conversation: Conversation & { chat: Chat.PrivateChat };
  /** The person has pressed Start or written: the bot may write. */
  started: boolean;
  blocked: boolean;
  /** Until when the bot may write because the person asks to join a chat of its; ms. */
  requestUntil: number;
};

export type Query = {
  id: string;
  userId: number;
  data: string;
  at: number;
  answer: { text: string; alert: boolean; url: string; at: number } | null;
};

export type Bot = {
  token: string;
  me: UserFromGetMe;
  revoked: boolean;
  /** By the person's id. */
  chats: Map<number, PrivateChat>;
  queries: Map<string, Query>;
  /** By scope and language. */
  commands: Map<string, BotCommand[]>;
  updates: UpdateQueue;
  nextMessageId(): number;
};

export type Person = { user: User; deactivated: boolean };

/** A group, supergroup or channel. */
export type Place = {
  conversation: Conversation;
  members: Map<number, ChatMember>;
  links: ChatInviteLink[];
  /** Who asks to join, by which link. */
  requests: Map<number, { link: ChatInviteLink; at: number }>;
  /** The supergroup that this group has become. */
  movedTo: number | null;
};

export type BusinessChat = {
  conversation: Conversation & { chat: Chat.PrivateChat };
  /** When the lead wrote last; ms. */
  lastInboundAt: number;
};

export type Business = {
  connection: BusinessConnection;
  bot: Bot;
  chats: Map<number, BusinessChat>;
  nextMessageId(): number;
};

export type StoredFile = {
  fileId: string;
  botId: number;
  kind: FileKind;
  uniqueId: string;
  path: string;
  name: string;
  mime: string;
  content: Buffer;
};

export type World = {
  /** The fake's clock in ms; a test may move it. */
  now(): number;
  bots: Map<string, Bot>;
  people: Map<number, Person>;
  places: Map<number, Place>;
  businesses: Map<string, Business>;
  /** By file_id. */
  files: Map<string, StoredFile>;
  /** URLs of which Telegram would get nothing. */
  brokenUrls: Set<string>;
  /** Called after anything has changed. */
  watchers: Set<() => void>;
  /** The next of a row of numbers that the fake gives out, of its own for each name. */
  next(row: string): number;
};

export function createWorld(now: () => number): World {
  const rows = new Map<string, number>();
  return {
    now,
    bots: new Map(),
    people: new Map(),
    places: new Map(),
    businesses: new Map(),
    files: new Map(),
    brokenUrls: new Set(),
    watchers: new Set(),
    next(row) {
      const next = (rows.get(row) ?? 0) + 1;
      rows.set(row, next);
      return next;
    },
  };
}

const told = new WeakSet<World>();

/** Calls the watchers soon, once for all that happens meanwhile: a call is then in the ledger with its answer. */
export function changed(world: World): void {
  if (told.has(world)) return;
  told.add(world);
  setImmediate(() => {
    told.delete(world);
    for (const watcher of [...world.watchers]) watcher();
  });
}

/** Telegram's dates count whole seconds. */
export const dateOf = (world: World): number => Math.floor(world.now() / 1000);

export function newConversation<Kind extends Chat>(
  chat: Kind,
  nextMessageId: () => number,
): Conversation & { chat: Kind } {
  return { chat, messages: new Map(), actions: [], nextMessageId };
}

export function chatWith(user: User): Chat.PrivateChat {
  const { id, first_name, last_name, username } = user;
  return {
    id,
    type: 'private',
    first_name,
    ...(last_name === undefined ? {} : { last_name }),
    ...(username === undefined ? {} : { username }),
  };
}

/** The bot's chat with a person; made, not started, where there is none yet. */
export function privateChat(bot: Bot, user: User): PrivateChat {
  const known = bot.chats.get(user.id);
  if (known) return known;
  const conversation = newConversation(chatWith(user), bot.nextMessageId);
  const chat: PrivateChat = { conversation, started: false, blocked: false, requestUntil: 0 };
  bot.chats.set(user.id, chat);
  return chat;
}

/** The bot without what only getMe tells. */
export function botUser({ me }: Bot): User & { is_bot: true } {
  return { id: me.id, is_bot: true, first_name: me.first_name, username: me.username };
}

/** Keeps a message in its chat. */
export function keep(
  conversation: Conversation,
  message: Message,
  byBot: number | null,
  keyboard: string[][] | null = null,
): StoredMessage {
  const stored = { message, byBot, earlier: [], deleted: false, pinned: false, keyboard };
  conversation.messages.set(message.message_id, stored);
  return stored;
}

export function findMessage(conversation: Conversation, id: number | null): StoredMessage | null {
  const found = id === null ? undefined : conversation.messages.get(id);
  return found && !found.deleted ? found : null;
}
