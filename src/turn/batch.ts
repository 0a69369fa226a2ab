/** A batch of turns under way: what was loaded, and what is to be written. */
import type { Dialog, MoneyEvent, PostbackArrival, Turn } from '../dialog/dialog.ts';
import type { PostbackReading } from '../network/network.ts';
import type { PostbackSignal, Signal, TrackerSignal, UpdateSignal, WebhookSignal } from '../signal/signal.ts';
import type {
  BusinessWrite,
  ChatMoveWrite,
  ChatWrite,
  ClickRow,
  EventWrite,
  JournalWrite,
  KeptWrite,
  MessageChangeWrite,
  MessageWrite,
  OutboxWrite,
  WebhookResultWrite,
} from '../store/store.ts';
import type { RunningPostback, Scripts } from './scripts.ts';

/** One signal of the batch with what reading it has brought to light. */
export type Item = {
  id: number;
  signal: Signal;
  /** Of a postback: what it says, and the postback itself (null: it has been removed). */
  reading: PostbackReading | null;
  postback: RunningPostback | null;
};

/** A signal that waits for its dialog to begin. */
export type KeptSignal = {
  id: number;
  signal: PostbackSignal | WebhookSignal | TrackerSignal;
  clickid: string | null;
  botId: string | null;
  chatId: number | null;
};

/** Messages and events are numbered signal x 1000 + n: unique, in order, and known without asking. */
export const perSignal = 1000;

/** A dialog in hand; `fresh` ones have no row yet. */
export type Held = { dialog: Dialog; storedTracker: Dialog['tracker']; fresh: boolean; changed: boolean };

export type Batch = {
  lane: number;
  now: number;
  scripts: Scripts;
  /** Signals in order of arrival, then timers. */
  items: Item[];
  held: Map<string, Held>;
  byClick: Map<string, Held>;
  byChat: Map<string, Held>;
  clicks: Map<string, ClickRow>;
  kept: KeptSignal[];
  identities: Set<string>;
  /** Of dialogs whose signals may take an amount back: their events with amounts, oldest first. */
  moneyEvents: Map<string, MoneyEvent[]>;
  /** Of the dialogs whose opening line was due lately: those with automatic messages that wait. */
  undelivered: Set<string>;
  /** Calls of updateDialog by `webhook request id` that were seen before. */
  seenCalls: Set<string>;
  /** Ids for dialogs that may begin. */
  spareDialogIds: string[];
  random: (length: number) => Uint8Array;
  /** Random numbers in stock. */
  chances: number[];
  writes: Writes;
};

export type Writes = {
  events: EventWrite[];
  identities: string[];
  messages: Map<number, MessageWrite>;
  /** Dialogs of which nothing is to be left. */
  erased: { dialog: string; bot: string; chat: number; connection: string; clickid: string | null }[];
  /** Texts of stored messages that media turned out to say. */
  recognised: { dialog: string; id: number; text: string }[];
  /** What becomes of messages that are stored already, in the order in which it came. */
  changes: MessageChangeWrite[];
  outbox: OutboxWrite[];
  /** Dialogs whose stored, unsent automatic messages are taken back. */
  cancelled: Set<string>;
  journal: JournalWrite[];
  kept: KeptWrite[];
  settled: { id: number; dialog: string; outcome: string }[];
  /** Requests that were processed again and so wait no longer. */
  replayed: number[];
  clickOwners: { clickid: string; dialog: string }[];
  newFields: { botId: string; key: string }[];
  results: WebhookResultWrite[];
  moved: { id: number; lane: number }[];
  /** What one signal brings about in another lane: it comes in with the same transaction. */
  signals: { lane: number; signal: Signal }[];
  /** What the channel told of business accounts, groups and channels. */
  businesses: BusinessWrite[];
  chats: ChatWrite[];
  chatMoves: ChatMoveWrite[];
};

export const noWrites = (): Writes => ({
  events: [],
  identities: [],
  messages: new Map(),
  erased: [],
  recognised: [],
  changes: [],
  outbox: [],
  cancelled: new Set(),
  journal: [],
  kept: [],
  settled: [],
  replayed: [],
  clickOwners: [],
  newFields: [],
  results: [],
  moved: [],
  signals: [],
  businesses: [],
  chats: [],
  chatMoves: [],
});

/** A batch that has loaded nothing yet. */
export const emptyBatch = (start: Pick<Batch, 'lane' | 'now' | 'scripts' | 'items' | 'random'>): Batch => ({
  ...start,
  held: new Map(),
  byClick: new Map(),
  byChat: new Map(),
  clicks: new Map(),
  kept: [],
  identities: new Set(),
  moneyEvents: new Map(),
  undelivered: new Set(),
  seenCalls: new Set(),
  spareDialogIds: [],
  chances: [],
  writes: noWrites(),
});

export const chatKey = (botId: string, chatId: number, connection = ''): string =>
  `${botId}:${chatId}:${connection}`;

export const updateKey = ({ botId, chatId, connection }: UpdateSignal): string =>
  chatKey(botId, chatId, connection);

/** The lead has done nothing yet: no dialog, or one in which only an account's owner has written. */
export function isUnmet(held: Held | undefined): boolean {
  if (!held) return true;
  const { connection, status, step, state } = held.dialog;
  return connection !== '' && status === 'start' && step === null && state.lastInboundAt === null;
}

/**
 * The dialog that is meant where only the chat is named: the bot's own, else the latest that it has had with
 * this person for a business account.
 */
export function findByChat(batch: Batch, botId: string, chatId: number): Held | undefined {
  const own = batch.byChat.get(chatKey(botId, chatId));
  if (own) return own;
  let latest: Held | undefined;
  for (const held of batch.held.values()) {
    const { dialog } = held;
    if (dialog.botId !== botId || dialog.chatId !== chatId) continue;
    if (!latest || lastOf(held) > lastOf(latest)) latest = held;
  }
  return latest;
}

const lastOf = ({ dialog }: Held): number => dialog.lastMessageAt ?? dialog.createdAt;

/** Puts a dialog into the batch's hands under all its names. */
export function hold(batch: Batch, dialog: Dialog, fresh: boolean): Held {
  const known = batch.held.get(dialog.id);
  if (known) return known;
  const held: Held = { dialog, storedTracker: dialog.tracker, fresh, changed: false };
  batch.held.set(dialog.id, held);
  batch.byChat.set(chatKey(dialog.botId, dialog.chatId, dialog.connection), held);
  if (dialog.clickid) batch.byClick.set(dialog.clickid, held);
  return held;
}

/** A decided signal: the engine's turn with its number. */
export type Decided = { item: Item; held: Held; turn: Turn; arrival: PostbackArrival | null };
