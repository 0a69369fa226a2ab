/**
 * The brake on a back office and a flow that answer each other for ever: Send webhook calls it, it calls
 * updateDialog, which moves the dialog to the step that calls it again.
 */
import { isAutomatic } from './dialogShape.ts';
import { clearTimers, setStatus, type Walk, warn } from './walk.ts';

/** So many rounds without a word of the lead or an operator; an honest back office needs two or three. */
const mostRounds = 20;
/** Rounds that are further apart are no loop: a daily report may go on for years. */
const windowMs = 10 * 60_000;

/** Notes a move by updateDialog; says whether it may happen. */
export function mayMove(walk: Walk, to: string): boolean {
  const { state } = walk.dialog;
  const { now } = walk.facts;
  const before = state.loop && now - state.loop.since < windowMs ? state.loop : null;
  const loop = before ?? { calls: 0, called: false, since: now, places: [] };
  const calls = loop.calls + (loop.called ? 1 : 0);
  const places = [...loop.places, to].slice(-6);
  state.loop = { calls, called: false, since: loop.since, places };
  if (calls < mostRounds) return true;
  stop(walk, `${places.join(' -> ')}`);
  return false;
}

/** The flow calls outside: if updateDialog brought it here, the next one closes a round. */
export function noteCall(walk: Walk): void {
  const { state } = walk.dialog;
  if (state.loop) state.loop = { ...state.loop, called: true };
}

/** A person has spoken: what came before was no circle. */
export function forgetLoop(walk: Walk): void {
  if (walk.dialog.state.loop) delete walk.dialog.state.loop;
}

function stop(walk: Walk, circle: string): void {
  const reason = `stopped a circle: Send webhook and updateDialog have answered each other ${mostRounds} times (${circle})`;
  clearTimers(walk);
  warn(walk, 'loop', reason);
  walk.outcome = 'looped';
  walk.reason = reason;
  if (isAutomatic(walk.dialog.status)) setStatus(walk, 'error', 'webhook');
}
