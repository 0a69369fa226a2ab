/** What the outside and chance have to say in a scene, so that the play goes the way the dialog went. */
import type { Instant } from '../base/instant.ts';
import type { Entry } from '../dialog/dialog.ts';
import type { JournalRecord } from '../store/store.ts';
import { type PlayLine, present, type Scene, type StoryMaterial } from './retelling.ts';

/** An answer and when it came after its question. */
type Reply = { scene: Scene; line: (after: string | undefined) => PlayLine; asked: Instant; came: Instant };

export type Retold = {
  /** Lines to stand before the act of their scene. */
  before: Map<Scene, PlayLine[]>;
  replies: Reply[];
  /** Where the dialog stood after each row. */
  places: Map<number, string | null>;
};

type Asked = { scene: Scene; at: Instant };
type Called = Asked & { place: string; url: string };

/** Questions that have no answer yet. */
type Open = { calls: Called[]; ended: JournalRecord[]; asked: Asked[] };

/** Walks the whole dialog once, in order: an answer belongs to the first question that has none yet. */
export function retell(material: StoryMaterial, scenes: readonly Scene[]): Retold {
  const retold: Retold = { before: new Map(), replies: [], places: new Map() };
  const open: Open = { calls: [], ended: [], asked: [] };
  const disclosed = { yet: !material.discloses };
  let place: string | null = null;
  for (const scene of scenes) {
    for (const row of scene.rows) {
      if (isGivenUp(row)) {
        const late = open.asked.shift();
        if (late) reply(retold, late, row, () => ({ ai: { silent: true } }));
      }
      if (row.kind === 'sendWebhook' && row.outcome !== 'retry') open.ended.push(row);
      if (row.kind === 'outcome') answerOf(retold, row, open, disclosed);
      place = follow(retold, scene, row, place, open);
      retold.places.set(row.id, place);
    }
  }
  for (const question of open.asked) reply(retold, question, null, () => ({ ai: { silent: true } }));
  return retold;
}

function follow(
  retold: Retold,
  scene: Scene,
  row: JournalRecord,
  from: string | null,
  open: Open,
): string | null {
  let place = from;
  let branch: Extract<Entry, { kind: 'branch' }> | null = null;
  for (const entry of row.document.entries) {
    if (entry.kind === 'branch') branch = entry;
    if (entry.kind === 'move') {
      place = entry.to;
      if (entry.by === 'split' && branch && !branch.kept) split(retold, scene, branch.step, branch.to);
    }
    if (entry.kind === 'manager' && entry.manager !== null && row.kind !== 'operator' && place !== null) {
      split(retold, scene, place, entry.manager);
    }
    if (entry.kind === 'request' && place !== null)
      open.calls.push({ scene, place, url: entry.url, at: row.at });
    if (entry.kind === 'asked') open.asked.push({ scene, at: row.at });
  }
  return place;
}

const isGivenUp = (row: JournalRecord): boolean =>
  row.kind === 'timer' &&
  row.document.warnings.some((text) => text.endsWith('the AI has not answered in time'));

function split(retold: Retold, scene: Scene, place: string, choice: string): void {
  add(retold, scene, { split: { [place]: choice } });
}

function add({ before }: Retold, scene: Scene, line: PlayLine): void {
  before.set(scene, [...(before.get(scene) ?? []), line]);
}

function answerOf(retold: Retold, row: JournalRecord, open: Open, disclosed: { yet: boolean }): void {
  const { entries } = row.document;
  const of = entries.find((entry) => entry.kind === 'signal')?.text;
  if (of === 'webhook') {
    const [answer] = entries.flatMap((entry) => (entry.kind === 'answer' ? [entry] : []));
    const call = endedCall(open, answer);
    if (!answer || !call) return;
    const saves = entries.find((entry) => entry.kind === 'fields')?.set;
    const failed = answer.ok ? undefined : (answer.reason ?? 'failed');
    const status = answer.ok || (answer.status ?? 0) < 300 ? undefined : answer.status;
    const fails = status === undefined ? failed : undefined;
    reply(retold, call, row, (after) => ({
      answer: present({ to: call.place, status, fails, saves, after }),
    }));
  }
  const question = of === 'ai' ? open.asked.shift() : undefined;
  if (!question) return;
  const said = aiLine(row, disclosed);
  reply(retold, question, row, (after) => ({ ai: present({ ...said, after }) }));
}

/** A call whose answer the dialog was told of: the log's row of it stands just before. */
function endedCall(open: Open, answer: { status: number | null } | undefined): Called | null {
  const row = open.ended.findLast(({ document }) => document.request?.status === answer?.status);
  const call = open.calls.find(({ url }) => url === row?.document.request?.url);
  open.ended = open.ended.filter((one) => one !== row);
  open.calls = open.calls.filter((one) => one !== call);
  return call ?? null;
}

function aiLine(row: JournalRecord, disclosed: { yet: boolean }): Record<string, unknown> {
  const { entries } = row.document;
  const [failure] = entries.flatMap((entry) =>
    entry.kind === 'warning' && /^ai(Failed|Budget)$/.test(entry.code) ? [entry] : [],
  );
  const words = entries.find((entry) => entry.kind === 'sent' && entry.by === 'ai');
  const decided = entries.find((entry) => entry.kind === 'decided');
  const recognised = entries.find((entry) => entry.kind === 'recognised');
  if (failure) {
    return failure.code === 'aiBudget'
      ? { budget: true }
      : { fails: failure.text.slice(failure.text.indexOf(': ') + 2).slice(0, 500) || 'failed' };
  }
  // An answer that came too late has done nothing.
  if (!words && !decided && !recognised) return { silent: true };
  const text = words?.kind === 'sent' ? own(words.text, disclosed) : undefined;
  if (!decided) return { text: text ?? recognised?.text };
  const fields = entries.find((entry) => entry.kind === 'fields')?.set;
  const { requirementMet, branch } = decided;
  return { requirementMet: requirementMet || undefined, branch: branch ?? undefined, fields, reply: text };
}

/** Without the opening line, which the play puts in front by itself. */
function own(text: string, disclosed: { yet: boolean }): string {
  if (disclosed.yet) return text;
  disclosed.yet = true;
  const end = text.indexOf('\n\n');
  return end < 0 ? text : text.slice(end + 2);
}

function reply(
  retold: Retold,
  question: Asked,
  row: JournalRecord | null,
  line: (after: string | undefined) => PlayLine,
): void {
  const { scene, at } = question;
  retold.replies.push({ scene, line, asked: at, came: row?.at ?? at });
}
