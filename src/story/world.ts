/**
 * What database, outbox and clock are to the server, in memory: one batch that never ends holds dialogs,
 * clicks, identities and kept requests, and the turn room decides on it as it does on a loaded one.
 */
import type { Instant } from '../base/instant.ts';
import type { Dialog, Entry } from '../dialog/dialog.ts';
import type { EventStanding } from '../event/event.ts';
import { maximumFields } from '../flow/flow.ts';
import type { Signal } from '../signal/signal.ts';
import {
  buildDirectory,
  type Configuration,
  type Directory,
  type EventWrite,
  type JournalRecord,
  type MessageWrite,
  type OutboxWrite,
} from '../store/store.ts';
import {
  type Batch,
  chatKey,
  compileScripts,
  decideBatch,
  emptyBatch,
  noWrites,
  readItem,
} from '../turn/turn.ts';
import { CannotGoOn } from './cannotGoOn.ts';

/** A signal that has had its turn. */
export type Taken = {
  id: number;
  at: Instant;
  kind: string;
  /** Of the postback or webhook that was called. */
  source: string | null;
  dialog: string | null;
  outcome: string;
  reason: string | null;
  entries: readonly Entry[];
  warnings: readonly string[];
  /** As the journal would keep it. */
  document: JournalRecord['document'];
};

export type World = {
  now: Instant;
  turns: number;
  configuration: Configuration;
  directory: Directory;
  batch: Batch;
  taken: Taken[];
  messages: Map<number, MessageWrite>;
  events: EventWrite[];
  /** Effects that no carrier has taken yet. */
  outbox: OutboxWrite[];
  /** Answers of the outside that are on their way. */
  coming: { at: Instant; signal: Signal }[];
  expires: Map<number, Instant>;
};

/** A year of hourly pushes is 8,760; whoever needs more has drawn a circle. */
const maximumTurns = 10_000;

/** A world in which nothing has happened. All bots share a lane: nobody else is at work here. */
export function createWorld(
  configuration: Configuration,
  now: Instant,
  random: (length: number) => Uint8Array,
): World {
  const own = {
    ...configuration,
    bots: configuration.bots.map((bot) => ({ ...bot, lane: 0, clockOffsetMs: 0 })),
  };
  return {
    now,
    turns: 0,
    configuration: own,
    directory: buildDirectory(own),
    batch: emptyBatch({ lane: 0, now, scripts: compileScripts(own), items: [], random }),
    taken: [],
    messages: new Map(),
    events: [],
    outbox: [],
    coming: [],
    expires: new Map(),
  };
}

export const dialogIn = (world: World, botId: string, chatId: number): Dialog | null =>
  world.batch.byChat.get(chatKey(botId, chatId))?.dialog ?? null;

/** Gives a signal its turn now, as a batch of one. */
export function take(world: World, signal: Signal): Taken {
  world.turns += 1;
  if (world.turns > maximumTurns) {
    throw new CannotGoOn(
      `the story has come to ${maximumTurns} turns: a flow without end, or too long a wait`,
    );
  }
  const { batch } = world;
  const id = world.turns;
  dropExpired(world);
  batch.now = world.now;
  batch.writes = noWrites();
  batch.undelivered = new Set(
    world.outbox.filter((row) => row.kind === 'message' && row.automatic).map((row) => row.dialog),
  );
  batch.spareDialogIds = [String(id)];
  batch.items = [readItem(id, signal, batch.scripts)];
  decideBatch(batch);
  return keep(world);
}

function dropExpired(world: World): void {
  const gone = [...world.expires].filter(([, at]) => at <= world.now).map(([id]) => id);
  if (gone.length === 0) return;
  world.batch.kept = world.batch.kept.filter(({ id }) => !gone.includes(id));
  for (const id of gone) world.expires.delete(id);
}

/** What the statement that saves a batch does, in its order. */
function keep(world: World): Taken {
  const { writes } = world.batch;
  if (writes.cancelled.size > 0) takeBack(world, writes.cancelled);
  for (const [id, message] of writes.messages) world.messages.set(id, message);
  for (const { id, text } of writes.recognised) {
    const message = world.messages.get(id);
    if (message) message.text = text;
  }
  world.events.push(...writes.events);
  noteMoney(world);
  world.outbox.push(...writes.outbox);
  for (const row of writes.kept) if (row.expires !== null) world.expires.set(row.id, row.expires);
  for (const { clickid, dialog } of writes.clickOwners) {
    const click = world.batch.clicks.get(clickid);
    if (click) click.dialogId ??= dialog;
  }
  for (const { id, dialog, outcome } of writes.settled) {
    const row = world.taken.find((one) => one.id === id);
    if (row) Object.assign(row, { dialog, outcome });
  }
  for (const { dialog, bot, chat, connection, clickid } of writes.erased) {
    world.batch.held.delete(dialog);
    world.batch.byChat.delete(chatKey(bot, chat, connection));
    if (clickid !== null) world.batch.byClick.delete(clickid);
    world.outbox = world.outbox.filter((row) => row.dialog !== dialog);
  }
  if (writes.newFields.length > 0) declare(world, writes.newFields);
  return note(world);
}

/** From a dialog's first turn on its amounts are at hand, in case one is taken back. */
function noteMoney({ batch, events }: World): void {
  for (const id of batch.held.keys()) {
    if (batch.moneyEvents.has(id)) continue;
    const own = events.filter((event) => event.dialog === id);
    batch.moneyEvents.set(
      id,
      own.flatMap(({ cost, name, ordinal, currency, tid, standing, reverses }) =>
        cost === null
          ? []
          : [{ name, ordinal, cost, currency, tid, reverses, standing: standingOf(standing) }],
      ),
    );
  }
}

const standingOf = (text: string | null): EventStanding | null =>
  text === 'held' || text === 'reversed' ? text : null;

function takeBack(world: World, dialogs: ReadonlySet<string>): void {
  world.outbox = world.outbox.filter((row) => {
    const takes = row.kind === 'message' || row.kind === 'channel';
    const waits = takes && row.automatic && dialogs.has(row.dialog);
    const message = waits && row.message !== null ? world.messages.get(row.message) : undefined;
    if (message) message.state = 'cancelled';
    return !waits;
  });
}

/** Undeclared fields become text fields of the bot, at most 200. */
function declare(world: World, fields: readonly { botId: string; key: string }[]): void {
  const { configuration } = world;
  for (const { botId, key } of fields) {
    const own = configuration.fields.filter((field) => field.botId === botId);
    if (own.some((field) => field.key === key)) continue;
    if (own.filter((field) => !field.declared).length >= maximumFields) continue;
    const document = { key, type: 'text' as const };
    configuration.fields = [...configuration.fields, { botId, key, position: 0, declared: false, document }];
  }
  redraw(world);
}

/** The configuration has changed: makes it ready for the turns to come. */
export function redraw(world: World): void {
  world.directory = buildDirectory(world.configuration);
  world.batch.scripts = compileScripts(world.configuration);
}

function note(world: World): Taken {
  const [row] = world.batch.writes.journal;
  const stored: Partial<Taken['document']> = row ? JSON.parse(row.document) : {};
  const { reason = null, warnings = [], entries = [], durationMs = 0 } = stored;
  const { at = world.now, kind = '', source = null, dialog = null, outcome = 'ignored' } = row ?? {};
  const document = { ...stored, reason, warnings, entries, durationMs };
  const taken = { id: world.turns, at, kind, source, dialog, outcome, reason, entries, warnings, document };
  world.taken.push(taken);
  return taken;
}

/** When a dialog's next timer is due. */
export function nextTimer(world: World): { at: Instant; dialogId: string } | null {
  let next: { at: Instant; dialogId: string } | null = null;
  for (const { dialog } of world.batch.held.values()) {
    for (const timer of dialog.state.timers) {
      if (!next || timer.at < next.at) next = { at: timer.at, dialogId: dialog.id };
    }
  }
  return next;
}
