/** A batch of turns under way: what was loaded, and what is to be written. */
import type { Dialog, MoneyEvent, PostbackArrival, Turn } from '../dialog/dialog.ts';
import type { PostbackReading } from '../network/network.ts';
import type { PostbackSignal, Signal, WebhookSignal } from '../signal/signal.ts';
import type {
  ClickRow,
  EventWrite,
  JournalWrite,
  KeptWrite,
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
  signal: PostbackSignal | WebhookSignal;
  clickid: string | null;
  botId: string | null;
  chatId: number | null;
};

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
  erased: { dialog: string; bot: string; chat: number; clickid: string | null }[];
  /** Texts of stored messages that media turned out to say. */
  recognised: { dialog: string; id: number; text: string }[];
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
};

export const noWrites = (): Writes => ({
  events: [],
  identities: [],
  messages: new Map(),
  erased: [],
  recognised: [],
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

export const chatKey = (botId: string, chatId: number): string => `${botId}:${chatId}`;

/** Puts a dialog into the batch's hands under all its names. */
export function hold(batch: Batch, dialog: Dialog, fresh: boolean): Held {
  const known = batch.held.get(dialog.id);
  if (known) return known;
  const held: Held = { dialog, storedTracker: dialog.tracker, fresh, changed: false };
  batch.held.set(dialog.id, held);
  batch.byChat.set(chatKey(dialog.botId, dialog.chatId), held);
  if (dialog.clickid) batch.byClick.set(dialog.clickid, held);
  return held;
}

/** A decided signal: the engine's turn with its number. */
export type Decided = { item: Item; held: Held; turn: Turn; arrival: PostbackArrival | null };
