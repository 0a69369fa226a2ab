/** A simulated dialog as a story: what was done in it, and what it was like after each. */
import { stringify } from 'yaml';
import { formatInstant, type Instant } from '../base/instant.ts';
import { arrivalsOf, turnOf } from './arrivals.ts';
import { shown } from './carry.ts';
import { type Retold, retell } from './chanceAndAnswers.ts';
import {
  isTurn,
  named,
  type PlayLine,
  present,
  type Scene,
  type StoryMaterial,
  type StoryMessage,
  scenesOf,
} from './retelling.ts';
import { spell } from './transcript.ts';

/** How far two moments must lie apart for their order to survive rounding to seconds. */
const closeMs = 1000;

type Writing = {
  material: StoryMaterial;
  retold: Retold;
  arrivals: readonly StoryMessage[];
  /** Seconds, or milliseconds where the order of things hangs on them. */
  grain: number;
  now: Instant;
  told: Set<number>;
  play: PlayLine[];
};

/**
 * The dialog as a story file that, played against the funnel it ran on, must pass. Times are rounded to
 * seconds unless the order of what happened would be lost. Names the lead's click and chat only as such.
 */
export function writeStory(material: StoryMaterial): string {
  const { dialog } = material;
  const scenes = clickedFirst(scenesOf(material));
  const begins = scenes.find((scene) => hasBegun(scene))?.head.at ?? dialog.createdAt;
  const retold = retell(material, scenes);
  const arrivals = arrivalsOf(material);
  const grain = isClose(material, scenes) ? 1 : 1000;
  const writing: Writing = { material, retold, arrivals, grain, now: begins, told: new Set(), play: [] };
  scenes.forEach((scene, index) => {
    writeScene(writing, scene, scenes[index + 1] ?? null);
  });
  writing.play.push(finalLine(material));
  const story = {
    story: `Dialog ${dialog.chatId} of ${dialog.bot}`,
    bot: dialog.bot,
    at: formatInstant(begins),
    lead: { name: dialog.name, username: dialog.username, chatId: dialog.chatId },
    play: writing.play,
  };
  return stringify(story, { lineWidth: 0 });
}

const hasBegun = ({ head }: Scene): boolean => head.kind === 'update';

/** What was reported before the lead wrote names the click, so the click comes first. */
function clickedFirst(scenes: readonly Scene[]): Scene[] {
  const starts = scenes.findIndex((scene) => hasBegun(scene));
  const [click, ...acts] = scenes[starts]?.acts ?? [];
  if (starts < 1 || typeof click !== 'object' || !('click' in click)) return [...scenes];
  return scenes.map((scene, index) => {
    if (index === 0) return { ...scene, acts: [click, ...scene.acts] };
    return index === starts ? { ...scene, acts } : scene;
  });
}

/** Whether a timer, a late message or an answer came so near to the next act that rounding could swap them. */
function isClose({ messages }: StoryMaterial, scenes: readonly Scene[]): boolean {
  return scenes.some(({ rows, head }, index) => {
    const next = scenes[index + 1]?.head;
    if (!next) return false;
    const turns = rows.filter((row) => isTurn(row) && row !== head).map(({ at }) => at);
    const late = messages.filter(({ id, at }) => turnOf({ id }) < next.id && at > head.at);
    return [...turns, ...late.map(({ at }) => at)].some((at) => Math.abs(at - next.at) <= closeMs);
  });
}

function writeScene(writing: Writing, scene: Scene, next: Scene | null): void {
  const { retold, play } = writing;
  if (hasBegun(scene) || play.some((line) => line === 'start')) waitUntil(writing, scene.head.at);
  play.push(...(retold.before.get(scene) ?? []));
  for (const { scene: own, line, asked, came } of retold.replies) {
    if (own === scene) play.push(line(spelled(writing, came - asked)));
  }
  play.push(...scene.acts);
  const ends = next ? next.head.at : lastOf(writing, scene);
  const messages = newMessages(writing, ends, next);
  if (happensLater(scene, messages)) waitUntil(writing, ends);
  expectMessages(writing, scene, messages);
}

function spelled({ grain }: Writing, milliseconds: number): string | undefined {
  const rounded = Math.round(milliseconds / grain) * grain;
  return rounded > 0 ? spell(rounded) : undefined;
}

function waitUntil(writing: Writing, at: Instant): void {
  const wait = spelled(writing, at - writing.now);
  if (wait === undefined) return;
  writing.play.push({ wait });
  writing.now += Math.round((at - writing.now) / writing.grain) * writing.grain;
}

/** When the last thing of the whole dialog happened; what is sent only later is not told. */
const lastOf = ({ material }: Writing, scene: Scene): Instant =>
  Math.max(
    ...scene.rows.filter(isTurn).map(({ at }) => at),
    ...material.messages.filter(({ state }) => state === 'sent').map(({ at }) => at),
  );

/** Timers, delayed messages, answers that took their time: what is seen only after waiting. */
function happensLater({ head, rows }: Scene, messages: readonly StoryMessage[]): boolean {
  const turns = rows.some((row) => isTurn(row) && row.at > head.at);
  return turns || messages.some(({ at }) => at > head.at);
}

/** What arrived until then and was sent before the next act. */
const newMessages = ({ arrivals, told }: Writing, until: Instant, next: Scene | null): StoryMessage[] =>
  arrivals.filter(
    (message) => message.at <= until && !told.has(message.id) && (!next || turnOf(message) < next.head.id),
  );

function expectMessages(writing: Writing, scene: Scene, messages: readonly StoryMessage[]): void {
  const { material, retold, told, play } = writing;
  for (const { id } of messages) told.add(id);
  const texts = messages.map(({ kind, text }) => named(material, shown(kind, text)));
  const rows = scene.rows.filter(({ id }) => retold.places.has(id));
  const place = rows.map(({ id }) => retold.places.get(id) ?? null).at(-1);
  if (place === undefined || (place === null && texts.length === 0)) return;
  const came = texts.length > 0 ? { messages: texts } : { nothing: true };
  const statuses = rows.flatMap(({ document }) =>
    document.entries.flatMap((entry) => (entry.kind === 'status' ? [entry.to] : [])),
  );
  play.push({ expect: present({ ...came, step: place ?? undefined, status: statuses.at(-1) }) });
}

/** The dialog as it is now. Values that no story may hold are left out. */
function finalLine(material: StoryMaterial): PlayLine {
  const { dialog } = material;
  const { flow, step, status, tags, balance } = dialog;
  const highest = new Map<string, number>();
  for (const { name, ordinal } of dialog.events) {
    highest.set(name, Math.max(ordinal, highest.get(name) ?? 0));
  }
  const fields = Object.entries(dialog.fields).flatMap(([key, value]) => {
    const text = Array.isArray(value) ? value.join() : value;
    if (typeof text === 'string' && text.length > 4096) return [];
    return [[key, typeof value === 'string' ? named(material, value) : value]];
  });
  return {
    expect: present({
      ...{ step: flow && step ? `${flow}/${step}` : null, status },
      tags: tags.length > 0 ? tags : undefined,
      fields: fields.length > 0 ? Object.fromEntries(fields) : undefined,
      events: highest.size > 0 ? [...highest].map(([name, ordinal]) => `${name}#${ordinal}`) : undefined,
      balance: Object.keys(balance).length > 0 ? balance : undefined,
    }),
  };
}
