/** An event of the lead: its identity, its ordinal, its money, and the auto action that it fires. */
import { addDecimals } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';
import { type Rule, ruleFor } from '../campaign/campaign.ts';
import type { ConditionFacts } from '../condition/condition.ts';
import { type EventReport, type LeadEvent, nameThatCounts, repeatsWithoutTid } from '../event/event.ts';
import { splitStepPath } from '../flow/flow.ts';
import { conditionFacts } from './conditionFacts.ts';
import { applyStatus, moveTo } from './move.ts';
import { findStep } from './script.ts';
import { hasCaughtUp, takeBack } from './takeBack.ts';
import { type Walk, warn } from './walk.ts';

export type EventIdentity = {
  /** When it was reported, in the bot's time: its turn may come much later. */
  at: Instant;
  identity: string | null;
  /** It was accepted before. */
  known: boolean;
  /** Of the raw request; null for events that no request brought. */
  fingerprint: string | null;
  repeatWindowMs: number;
};

/** How many requests without a transaction id a dialog remembers; older ones count as new. */
const remembered = 20;

/** Why this report changes nothing, or null when it is new. */
export function repeatReason(walk: Walk, report: EventReport, who: EventIdentity): string | null {
  const { state } = walk.dialog;
  const identity = who.identity;
  const inThisTurn = identity !== null && walk.events.some((event) => event.identity === identity);
  if ((who.known || inThisTurn) && !hasCaughtUp(walk, report)) {
    return report.tid ? `tid ${report.tid} was received before` : `${report.name} was received before`;
  }
  if (repeatsWithoutTid(report.name, report.tid, state.counts[report.name] ?? 0)) {
    return `${report.name} without tid counts once a lead`;
  }
  if (report.tid || who.fingerprint === null || who.identity !== null || who.repeatWindowMs === 0)
    return null;
  const since = who.at - who.repeatWindowMs;
  const repeated = state.recent.some((one) => one.fingerprint === who.fingerprint && one.at > since);
  return repeated ? `the same request came within ${who.repeatWindowMs / 1000} s` : null;
}

/** Records the event and fires at most one rule; says whether it was new. */
export function recordEvent(walk: Walk, report: EventReport, who: EventIdentity): boolean {
  const repeat = repeatReason(walk, report, who);
  if (repeat) {
    walk.entries.push({ kind: 'ignored', reason: repeat });
    return false;
  }
  const event = count(walk, report, who);
  fireRule(walk, event);
  return true;
}

/** Counts the event and its money, without acting on it. */
export function count(walk: Walk, report: EventReport, who: EventIdentity): LeadEvent {
  const { state } = walk.dialog;
  const name = nameThatCounts(report.name, report.tid, state.counts.sale ?? 0);
  const ordinal = (state.counts[name] ?? 0) + 1;
  const { receivedName, tid, standing } = report;
  const taken = standing === 'reversed' ? takeBack(walk, report) : null;
  const currency = taken?.currency ?? report.currency;
  // What takes nothing back moves no money: its amount is that of a conversion we never counted.
  const cost = standing === 'reversed' ? (taken?.cost ?? null) : report.cost;
  const at = who.at;
  // Received before and yet no repeat: its identity is remembered already.
  const isRemembered = who.known || walk.events.some(({ identity }) => identity === who.identity);
  const identity = isRemembered ? null : who.identity;
  const event: LeadEvent = standing
    ? { name, receivedName, cost, currency, tid, ordinal, at, standing }
    : { name, receivedName, cost, currency, tid, ordinal, at };
  if (ordinal > 1 || hasRoom(walk, name)) {
    state.counts = { ...state.counts, [name]: ordinal };
    state.last = { ...state.last, [name]: at };
  }
  if (cost !== null && standing !== 'held') {
    const before = state.balance[currency] ?? '0';
    state.balance = { ...state.balance, [currency]: addDecimals(before, cost) };
  }
  state.lastEvent = { name, cost, currency, tid };
  if (who.fingerprint !== null && who.identity === null) {
    state.recent = remember(walk, who.fingerprint, who);
  }
  walk.events.push({ event, identity, reverses: taken?.reverses ?? null });
  walk.entries.push(
    standing
      ? { kind: 'event', name, receivedName, ordinal, cost, currency, tid, standing }
      : { kind: 'event', name, receivedName, ordinal, cost, currency, tid },
  );
  if (taken) {
    walk.entries.push({ kind: 'takenBack', event: taken.reverses, cost: taken.cost, currency, tid });
  }
  return event;
}

/** Names of events that a dialog counts: whoever sends a new one each time must not make its row grow for ever. */
const mostNames = 200;
/** A network that sends a new name each time must not crowd them out. */
const ownNames: ReadonlySet<string> = new Set(['registration', 'sale', 'resale', 'withdrawal']);

function hasRoom(walk: Walk, name: string): boolean {
  if (ownNames.has(name) || Object.keys(walk.dialog.state.counts).length < mostNames) return true;
  warn(
    walk,
    'tooManyEvents',
    `${name} is recorded but not counted: a lead has at most ${mostNames} names of events`,
  );
  return false;
}

function remember(
  walk: Walk,
  fingerprint: string,
  { at, repeatWindowMs }: EventIdentity,
): { fingerprint: string; at: number }[] {
  const since = at - repeatWindowMs;
  const fresh = walk.dialog.state.recent.filter((one) => one.at > since);
  return [...fresh, { fingerprint, at }].slice(-remembered);
}

/** The campaign's rule for this event, or the bot's own for an organic lead that is tracked. */
export function fireRule(walk: Walk, event: LeadEvent): void {
  const { script, dialog } = walk;
  const campaign = dialog.campaignId ? script.campaigns.get(dialog.campaignId) : undefined;
  if (!campaign && !(script.trackOrganic && dialog.clickid)) return;
  const facts = (): ConditionFacts => conditionFacts(walk, { cost: event.cost, currency: event.currency });
  const rule = ruleFor(campaign?.rules ?? script.organicRules, event.name, event.ordinal, facts);
  if (!rule) return;
  walk.entries.push({
    kind: 'rule',
    campaign: campaign?.key ?? 'organic',
    on: rule.on,
    position: rule.position,
    move: rule.move ?? null,
    status: rule.status ?? null,
    ...(rule.when === undefined ? {} : { when: rule.when }),
  });
  follow(walk, rule);
}

function follow(walk: Walk, rule: Rule): void {
  if (rule.respectOperator && walk.dialog.status === 'manual') {
    walk.entries.push({ kind: 'ignored', reason: 'the rule respects the operator who leads this dialog' });
    return;
  }
  if (!rule.move) {
    if (rule.status) applyStatus(walk, rule.status, 'autoAction');
    return;
  }
  const place = splitStepPath(rule.move);
  const step = findStep(walk.script, rule.move, place.flow);
  if (step) return moveTo(walk, step, rule.status ?? null, 'autoAction');
  warn(walk, 'missingStep', `the auto action on ${rule.on} leads to ${rule.move}, which does not exist`);
  if (rule.status) applyStatus(walk, rule.status, 'autoAction');
}
