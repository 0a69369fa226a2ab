/** Rows of a dialog's journal as lines of a play: what somebody did, and what chance and the outside said. */
import type { Entry } from '../dialog/dialog.ts';
import type { ClickRow, DialogRecord, JournalRecord, MessageRecord } from '../store/store.ts';

/** What a story wants to know of a message. */
export type StoryMessage = Pick<
  MessageRecord,
  'id' | 'direction' | 'kind' | 'text' | 'buttons' | 'state' | 'at' | 'author'
>;

/** All that a story is told from. Keys are by id. */
export type StoryMaterial = {
  dialog: DialogRecord;
  /** The bot's AI begins with the line that says who is speaking. */
  discloses: boolean;
  /** Oldest first. */
  journal: readonly JournalRecord[];
  messages: readonly StoryMessage[];
  /** By click id, with the key of the campaign. */
  clicks: ReadonlyMap<string, ClickRow & { campaign: string }>;
  postbacks: ReadonlyMap<string, string>;
  webhooks: ReadonlyMap<string, string>;
};

export type PlayLine = string | Record<string, unknown>;

/** What was done, with all that followed until the next thing was done. */
export type Scene = { head: JournalRecord; acts: PlayLine[]; rows: JournalRecord[] };

/** The dialog parted at what somebody did. What nobody did (timers, answers) belongs to what was before. */
export function scenesOf(material: StoryMaterial): Scene[] {
  const scenes: Scene[] = [];
  for (const row of material.journal) {
    const acts = actsOf(material, row);
    if (acts.length > 0) scenes.push({ head: row, acts, rows: [row] });
    else scenes.at(-1)?.rows.push(row);
  }
  return scenes;
}

/** Whether a row is a turn of the dialog; a carrier's log of an attempt has the server's time, not the bot's. */
export const isTurn = ({ kind }: JournalRecord): boolean => kind !== 'sendWebhook' && kind !== 'ai';

/** The lead's own ids by the names that a story gives them. */
export function named({ dialog }: StoryMaterial, text: string): string {
  const chat = String(dialog.chatId);
  const own = dialog.clickid === null ? text : text.replaceAll(dialog.clickid, '{clickid}');
  // A short chat id stands in many a number that is none.
  return chat.length < 5 ? own : own.replaceAll(chat, '{chatId}');
}

function actsOf(material: StoryMaterial, row: JournalRecord): PlayLine[] {
  const { entries } = row.document;
  switch (row.kind) {
    case 'update':
      return leadLine(material, row, entries);
    case 'postback':
      return postbackLine(material, row);
    case 'webhook':
      return updateDialogLine(material, row);
    case 'operator':
      return operatorLines(entries);
    default:
      return [];
  }
}

function leadLine(material: StoryMaterial, row: JournalRecord, entries: readonly Entry[]): PlayLine[] {
  const signal = entries.find((entry) => entry.kind === 'signal');
  const received = entries.find((entry) => entry.kind === 'received')?.text ?? '';
  switch (signal?.text) {
    case 'start':
      return startLines(material, received.slice('/start '.length), entries);
    case 'pressed':
      return [{ presses: labelOf(material, row, received) }];
    case 'sentMedia':
      return [{ sends: /^\[(\w+)\]$/.exec(received)?.[1] ?? 'photo' }];
    case 'blockedBot':
      return ['blocks the bot'];
    case 'unblockedBot':
      return ['unblocks the bot'];
    case 'wrote':
      return [{ says: named(material, received) }];
    default:
      return [];
  }
}

function startLines(material: StoryMaterial, payload: string, entries: readonly Entry[]): PlayLine[] {
  const click = material.clicks.get(payload);
  if (!click) return [payload ? { start: payload } : 'start'];
  const link = click.source === null ? click.campaign : `${click.campaign}/${click.source}`;
  const { clickid: _, ...parameters } = click.parameters;
  // The first click is `{clickid}`; a later one of this lead keeps its id, somebody else's is not told.
  const later = !entries.some(({ kind }) => kind === 'campaign');
  const own = later && click.dialogId === String(material.dialog.id);
  const kept = own ? { ...parameters, clickid: payload } : parameters;
  const given = Object.keys(kept).length > 0 ? { link, with: kept } : link;
  return [{ click: given }, 'start'];
}

/** What stood on the button: the journal keeps it as it is drawn, with its macros. */
function labelOf({ messages }: StoryMaterial, row: JournalRecord, drawn: string): string {
  const seen = messages.filter(({ at }) => at <= row.at).flatMap(({ buttons }) => buttons.flat());
  const labels = seen.filter(({ id }) => id !== null).map(({ text }) => text);
  return labels.findLast((text) => text === drawn) ?? labels.findLast((text) => fits(drawn, text)) ?? drawn;
}

/** Whether a drawn text can have become this one: its parts between the macros stand there in order. */
function fits(drawn: string, text: string): boolean {
  const parts = drawn.split(/\{\{[^{}]*\}\}/);
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (parts.length === 1 || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

function postbackLine(material: StoryMaterial, { source, document }: JournalRecord): PlayLine[] {
  const { request } = document;
  const from = material.postbacks.get(source ?? '');
  if (!request || from === undefined) return [];
  return [{ postback: { from, ...rawOf(material, request) } }];
}

function rawOf(
  material: StoryMaterial,
  { url, body, contentType }: NonNullable<JournalRecord['document']['request']>,
): Record<string, unknown> {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  return {
    query: named(material, query),
    ...(body ? { body: named(material, body) } : {}),
    ...(body && contentType ? { contentType } : {}),
  };
}

function updateDialogLine({ webhooks }: StoryMaterial, { source, document }: JournalRecord): PlayLine[] {
  const { replay } = document;
  const webhook = webhooks.get(source ?? '');
  if (replay?.kind !== 'webhook' || webhook === undefined) return [];
  const { move, status, fields, setTags, addTags, removeTags } = replay.change;
  const { guards, requestId } = replay;
  return [
    {
      updateDialog: present({
        webhook,
        step: move && `${move.flow}/${move.step}`,
        ...{ status, fields: fields && flat(fields), tags: setTags, addTags, removeTags },
        ifStep: guards.step && `${guards.step.flow}/${guards.step.step}`,
        ifStatus: guards.status,
        requestId,
      }),
    },
  ];
}

const flat = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, Array.isArray(value) ? value.join() : value]),
  );

/** The journal tells what came of an operator's act; what stands before its move was asked for. */
function operatorLines(entries: readonly Entry[]): PlayLine[] {
  const event = entries.find((entry) => entry.kind === 'event');
  if (event) {
    const { receivedName: name, cost, currency, tid } = event;
    return [
      { operator: { event: present({ name, cost: cost ?? undefined, currency, tid: tid ?? undefined }) } },
    ];
  }
  const [first] = entries.filter(({ kind }) => kind !== 'signal');
  if (first?.kind === 'sent') return [{ operator: { says: first.text } }];
  const at = entries.findIndex((entry) => entry.kind === 'move');
  const asked = at < 0 ? entries : entries.slice(0, at);
  const fields = asked.find((entry) => entry.kind === 'fields')?.set;
  const tags = asked.find((entry) => entry.kind === 'tags');
  const manager = asked.find((entry) => entry.kind === 'manager');
  const move = entries[at];
  const change = present({
    move: move?.kind === 'move' ? move.to : undefined,
    status: entries.flatMap((entry) =>
      entry.kind === 'status' && entry.by === 'operator' ? [entry.to] : [],
    )[0],
    fields: fields && flat(fields),
    addTags: tags?.added.length ? tags.added : undefined,
    removeTags: tags?.removed.length ? tags.removed : undefined,
    manager: manager?.manager,
  });
  return Object.keys(change).length > 0 ? [{ operator: change }] : [];
}

export const present = (parts: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
