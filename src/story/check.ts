/** Whether it came as the story expects, and what came instead. */
import { compareDecimals, parseDecimal } from '../base/decimal.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { dialogOf, failAt, fill, type Lead, type Mark, type Playing, type Sent } from './playing.ts';
import type { Act, Expectation } from './storyShape.ts';
import { describeEntry } from './tell.ts';

type Expected = NonNullable<Act['expect']>;

/** One thing that may hold or not. */
type Claim = { key: string; wanted: string; holds: boolean; got: string };

type Scene = { playing: Playing; lead: Lead; dialog: Dialog | null; own: (text: string) => string };

/** Notes a failure for every claim that does not hold (or, with `positive` false, that does). */
export function check(playing: Playing, lead: Lead, expected: Expected, positive: boolean): void {
  const dialog = dialogOf(playing, lead);
  const scene: Scene = { playing, lead, dialog, own: (text) => fill(text, lead, dialog) };
  const wanted = whole(expected);
  const word = positive ? 'expect' : 'expect not';
  for (const { key, wanted: claimed, holds, got } of claimsOf(scene, wanted)) {
    if (holds === positive) continue;
    const place = wanted === expected ? [word, key] : [word];
    const reason = positive ? `expected ${claimed}, got ${got}` : `expected not ${claimed}, and so it is`;
    failAt(playing, place, `${key}: ${reason}`);
  }
  if (positive) for (const mark of marksOf(wanted)) setMark(scene, mark);
}

/** A text or a list of them are messages. */
function whole(expected: Expected): Expectation {
  if (typeof expected === 'string') return { messages: [expected] };
  return Array.isArray(expected) ? { messages: expected } : expected;
}

function marksOf(expected: Expectation): Mark[] {
  const { messages, contains, nothing, requests, rule, warnings, timeline } = expected;
  const marks: [Mark, unknown][] = [
    ['messages', messages ?? contains ?? nothing],
    ['requests', requests],
    ['rule', rule],
    ['warnings', warnings],
    ['timeline', timeline],
  ];
  return marks.flatMap(([mark, asked]) => (asked === undefined ? [] : [mark]));
}

const markKey = ({ lead }: Scene, mark: Mark): string => `${lead.key}/${mark}`;

const listOf = ({ sent, called, world }: Playing, mark: Mark): readonly unknown[] =>
  mark === 'messages' ? sent : mark === 'requests' ? called : world.taken;

function setMark(scene: Scene, mark: Mark): void {
  const { playing } = scene;
  playing.marks.set(markKey(scene, mark), listOf(playing, mark).length);
}

const since = (scene: Scene, mark: Mark): number => scene.playing.marks.get(markKey(scene, mark)) ?? 0;

const newMessages = (scene: Scene): Sent[] =>
  scene.playing.sent
    .slice(since(scene, 'messages'))
    .filter(({ dialog }) => scene.dialog !== null && dialog === scene.dialog.id);

const newTurns = (scene: Scene, mark: Mark) =>
  scene.playing.world.taken
    .slice(since(scene, mark))
    .filter(({ dialog }) => scene.dialog !== null && dialog === scene.dialog.id);

function claimsOf(scene: Scene, expected: Expectation): Claim[] {
  return [
    ...messageClaims(scene, expected),
    ...placeClaims(scene, expected),
    ...knowledgeClaims(scene, expected),
    ...eventClaims(scene, expected),
    ...journalClaims(scene, expected),
  ];
}

function messageClaims(scene: Scene, { messages, contains, nothing, buttons }: Expectation): Claim[] {
  const came = newMessages(scene);
  const texts = came.map(({ text }) => text);
  const claims: Claim[] = [];
  if (messages) claims.push(same('messages', messages.map(scene.own), texts));
  for (const part of contains ?? []) {
    const wanted = scene.own(part);
    claims.push(
      claim(
        'contains',
        quote(wanted),
        texts.some((text) => text.includes(wanted)),
        listed(texts),
      ),
    );
  }
  if (nothing) claims.push(claim('nothing', 'no message', texts.length === 0, listed(texts)));
  if (buttons) {
    const last = scene.playing.sent.findLast(({ dialog }) => dialog === scene.dialog?.id);
    claims.push(same('buttons', buttons, last?.buttons.map(({ text }) => text) ?? []));
  }
  return claims;
}

function placeClaims({ dialog, own }: Scene, expected: Expectation): Claim[] {
  const step = dialog?.flow && dialog.step ? `${dialog.flow}/${dialog.step}` : null;
  const claims: Claim[] = [];
  if (expected.step !== undefined) claims.push(equal('step', expected.step, step));
  if (expected.flow !== undefined) claims.push(equal('flow', expected.flow, dialog?.flow ?? null));
  if (expected.status !== undefined) {
    claims.push(equal('status', expected.status, dialog?.status ?? 'no dialog'));
  }
  if (expected.manager !== undefined) {
    const manager = expected.manager === null ? null : own(expected.manager);
    claims.push(equal('manager', manager, dialog?.manager ?? null));
  }
  return claims;
}

function knowledgeClaims({ dialog, own }: Scene, expected: Expectation): Claim[] {
  const tags = dialog?.tags ?? [];
  const claims = (expected.tags ?? []).map((tag) => claim('tags', tag, tags.includes(tag), listed(tags)));
  const known = (what: 'fields' | 'tracker'): void => {
    for (const [key, wanted] of Object.entries(expected[what] ?? {})) {
      const all: Record<string, unknown> = dialog?.[what] ?? {};
      const value = Object.hasOwn(all, key) ? all[key] : null;
      const filled = typeof wanted === 'string' ? own(wanted) : wanted;
      const holds = value === null ? filled === null : filled !== null && String(value) === String(filled);
      claims.push(claim(what, `${key} = ${show(filled)}`, holds, show(value)));
    }
  };
  known('fields');
  known('tracker');
  return claims;
}

function eventClaims({ dialog }: Scene, { events, balance }: Expectation): Claim[] {
  const counts = dialog?.state.counts ?? {};
  const had = Object.entries(counts).map(([name, count]) => `${name}#${count}`);
  const claims = (events ?? []).map((event) => {
    const [, name = event, ordinal = '1'] = /^(.+)#(\d+)$/.exec(event) ?? [];
    const count = Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0;
    return claim('events', event, count >= Number(ordinal), listed(had));
  });
  for (const [currency, wanted] of Object.entries(balance ?? {})) {
    const all = dialog?.state.balance ?? {};
    const sum = Object.hasOwn(all, currency) ? (all[currency] ?? '0') : '0';
    const amount = parseDecimal(String(wanted));
    const holds = amount.ok && compareDecimals(amount.value, sum) === 0;
    claims.push(claim('balance', `${wanted} ${currency}`, holds, `${sum} ${currency}`));
  }
  return claims;
}

function journalClaims(scene: Scene, expected: Expectation): Claim[] {
  const { playing, dialog, own } = scene;
  const { outcome, rule } = expected;
  const claims: Claim[] = [];
  if (outcome !== undefined) {
    const { outcome: came, reason } = playing.outcome;
    claims.push(claim('outcome', outcome, outcome === came, reason ? `${came} (${reason})` : came));
  }
  const urls = playing.called.slice(since(scene, 'requests')).filter((one) => one.dialog === dialog?.id);
  claims.push(
    ...parts(
      'requests',
      expected.requests,
      urls.map(({ method, url }) => `${method} ${url}`),
      own,
    ),
  );
  if (rule !== undefined) {
    const entries = newTurns(scene, 'rule').flatMap((one) => one.entries);
    const fired = entries.flatMap((entry) => (entry.kind === 'rule' ? [entry.on] : []));
    claims.push(claim('rule', rule, fired.includes(rule), listed(fired)));
  }
  const warnings = newTurns(scene, 'warnings').flatMap((one) => one.warnings);
  claims.push(...parts('warnings', expected.warnings, warnings, own));
  const lines = newTurns(scene, 'timeline').flatMap((one) =>
    one.entries.flatMap((entry) => describeEntry(entry) ?? []),
  );
  return [...claims, ...parts('timeline', expected.timeline, lines, own)];
}

/** Each wanted part stands in one of the texts. */
const parts = (
  key: string,
  wanted: readonly string[] | undefined,
  texts: readonly string[],
  own: (text: string) => string,
): Claim[] =>
  (wanted ?? []).map(own).map((part) =>
    claim(
      key,
      quote(part),
      texts.some((text) => text.includes(part)),
      listed(texts),
    ),
  );

const claim = (key: string, wanted: string, holds: boolean, got: string): Claim => ({
  ...{ key, wanted, holds, got },
});

const equal = (key: string, wanted: string | null, got: string | null): Claim =>
  claim(key, wanted ?? 'none', wanted === got, got ?? 'none');

const same = (key: string, wanted: readonly string[], got: readonly string[]): Claim =>
  claim(
    key,
    listed(wanted),
    wanted.length === got.length && wanted.every((text, index) => text === got[index]),
    listed(got),
  );

/** A reader sees the difference in this much. */
const longest = 600;

const quote = (text: string): string => cut(JSON.stringify(text));
const listed = (texts: readonly string[]): string =>
  texts.length === 0 ? 'none' : cut(texts.map((text) => JSON.stringify(text)).join(', '));
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
const show = (value: unknown): string => (value === null ? 'empty' : quote(String(value)));
