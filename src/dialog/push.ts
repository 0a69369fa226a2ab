/** Pushes: messages to a lead who is silent on a step, never by night and never too many. */
import { clockAt, formatInstant, type Instant, instantOf } from '../base/instant.ts';
import { askWrite } from './ask.ts';
import { isAutomatic } from './dialogShape.ts';
import type { CompiledStep } from './script.ts';
import { sendOne } from './step/sendMessage.ts';
import { clearTimer, macroData, setTimer, type Walk, warn } from './walk.ts';
import { closedAt } from './writing.ts';

/** Sets the timer of the step's next push; to be called when the dialog has come to rest on the step. */
export function armPushes(walk: Walk, step: CompiledStep): void {
  if (step.pushes.length === 0 || !isAutomatic(walk.dialog.status)) return;
  const { state } = walk.dialog;
  if (state.push?.visit !== state.visit) state.push = { visit: state.visit, next: 0 };
  if (state.timers.some((timer) => timer.name === 'push')) return;
  const { next } = state.push;
  const push = next === null ? undefined : step.pushes[next];
  if (!push) return;
  // A step that is entered long after the last message (behind a delay) does not push at once.
  const since = Math.max(walk.facts.now, walk.dialog.lastMessageAt ?? 0);
  const before = next ? (step.pushes[next - 1]?.afterMs ?? 0) : 0;
  // A push after the first is timed from the one before it, which was the dialog's last message.
  setTimer(walk, 'push', since + push.afterMs - before);
}

/** Any message of the lead stops the rest of them. */
export function stopPushes(walk: Walk): void {
  const { state } = walk.dialog;
  if (!state.push) return;
  state.push = { ...state.push, next: null };
  state.timers = state.timers.filter((timer) => timer.name !== 'push');
}

/** A conversation with the AI: its new answer begins the silence anew. */
export function restartPushes(walk: Walk, step: CompiledStep): void {
  const { state } = walk.dialog;
  if (step.pushes.length === 0) return;
  clearTimer(walk, 'push');
  state.push = { visit: state.visit, next: 0 };
  armPushes(walk, step);
}

/** The timer has come due: sends the push, or puts it off until the night is over or the day has room. */
export function onPushDue(walk: Walk, step: CompiledStep): void {
  const { state } = walk.dialog;
  const next = state.push?.visit === state.visit ? state.push.next : null;
  const push = next === null ? undefined : step.pushes[next];
  if (next === null || !push) return;
  const wait = mustWait(walk);
  if (wait) {
    setTimer(walk, 'push', wait.until);
    const until = formatInstant(wait.until);
    walk.entries.push({ kind: 'postponed', what: 'push', reason: wait.reason, until });
    return;
  }
  const closed = closedAt(walk.dialog, walk.facts.now);
  if (closed !== null) {
    // Nor will the later ones be allowed; the AI need not be asked for what nobody gets.
    state.push = { visit: state.visit, next: null };
    return warn(walk, 'outsideWindow', `a message was not sent: ${closed}`);
  }
  countUnasked(walk);
  walk.entries.push({ kind: 'push', step: `${step.flow}/${step.key}`, n: next + 1 });
  const before = walk.effects.length;
  if (push.prompt !== undefined) askWrite(walk, step, push.prompt, next, true);
  else if (push.message?.prompt !== undefined) askWrite(walk, step, push.message.prompt, next, true);
  else if (push.message) sendOne(walk, step, push.message, `p${next}`, macroData(walk), true);
  state.push = { visit: state.visit, next: next + 1 };
  const following = step.pushes[next + 1];
  if (!following) return;
  const sent = walk.effects.slice(before).find(({ kind }) => kind === 'message' || kind === 'ai');
  const at = sent && 'notBefore' in sent ? sent.notBefore : walk.facts.now;
  setTimer(walk, 'push', at + following.afterMs - push.afterMs);
}

type Wait = { until: Instant; reason: 'quietHours' | 'dailyLimit' };

function mustWait(walk: Walk): Wait | null {
  const { now } = walk.facts;
  const { maxUnaskedPerDay: most, timezone } = walk.script;
  const { unasked } = walk.dialog.state;
  const quiet = quietUntil(walk, now);
  if (quiet !== null) return { until: quiet, reason: 'quietHours' };
  if (most === null || unasked?.day !== dayOf(now, timezone) || unasked.n < most) return null;
  const { year, month, day } = clockAt(now, timezone);
  const midnight = instantOf(year, month, day + 1, 0, 0, timezone);
  return { until: quietUntil(walk, midnight) ?? midnight, reason: 'dailyLimit' };
}

/** When the quiet hours in which `at` falls are over; null outside them. `22:00-08:00` goes over midnight. */
export function quietUntil(walk: Pick<Walk, 'script'>, at: Instant): Instant | null {
  const { quietHours, timezone } = walk.script;
  if (!quietHours) return null;
  const { year, month, day, hour, minute } = clockAt(at, timezone);
  const { from, to } = quietHours;
  const time = hour * 60 + minute;
  const isQuiet = from < to ? time >= from && time < to : time >= from || time < to;
  if (!isQuiet) return null;
  const endsTomorrow = from > to && time >= from;
  const end = instantOf(year, month, day + (endsTomorrow ? 1 : 0), Math.floor(to / 60), to % 60, timezone);
  // On the day of a change to summer time the end may come out before `at`; an hour is then enough.
  return end > at ? end : at + 3_600_000;
}

function countUnasked(walk: Walk): void {
  const { state } = walk.dialog;
  if (walk.script.maxUnaskedPerDay === null) return;
  const day = dayOf(walk.facts.now, walk.script.timezone);
  state.unasked = { day, n: state.unasked?.day === day ? state.unasked.n + 1 : 1 };
}

function dayOf(at: Instant, timezone: string): string {
  const { year, month, day } = clockAt(at, timezone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
