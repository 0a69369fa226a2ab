/** What a turn has come to, in short lines for the reader: why the dialog is where it is. */
import type { Entry } from '../dialog/dialog.ts';
import { type Playing, say, whom } from './playing.ts';
import type { Taken } from './world.ts';

/** Puts the causes of a turn into the transcript; what is sent is shown when it arrives. */
export function tell(playing: Playing, taken: Taken): void {
  const { entries, outcome, reason, dialog } = taken;
  const to = whom(playing, dialog);
  const cause = (text: string): void => say(playing, 'cause', to ? `${to}: ${text}` : text);
  if (reason !== null) cause(`${outcome}: ${reason}`);
  for (const entry of entries) {
    if (entry.kind === 'move' || entry.kind === 'status') continue;
    if (entry.kind === 'ignored' && entry.reason === reason) continue;
    const text = describeEntry(entry);
    if (text !== null) cause(text);
  }
  const went = wayOf(entries);
  if (went) cause(went);
}

/** All moves of a turn and the status it ended with, in one line. */
function wayOf(entries: readonly Entry[]): string {
  const moves = entries.flatMap((entry) => (entry.kind === 'move' ? [entry] : []));
  const status = entries.findLast((entry) => entry.kind === 'status');
  const places = moves.map(({ to, entered }) => (entered ? to : `${to} (not entered)`)).join(' > ');
  const way = places && `${moves[0]?.by} to ${places}`;
  return [way, status?.kind === 'status' ? `status ${status.to}` : ''].filter(Boolean).join(', ');
}

/** A line of the timeline in words; null for what the transcript shows otherwise. */
export function describeEntry(entry: Entry): string | null {
  switch (entry.kind) {
    case 'campaign':
      return `from campaign ${entry.campaign}`;
    case 'event':
      return `event ${entry.name}#${entry.ordinal}${amountOf(entry)}${entry.standing ? `, ${entry.standing}` : ''}`;
    case 'takenBack':
      return `takes back ${entry.event}${amountOf(entry)}`;
    case 'rule':
      return `rule ${entry.on} of ${entry.campaign}${entry.when ? ` (${entry.when})` : ''}`;
    case 'branch':
      return `branch ${entry.title || entry.branch || 'otherwise'} of ${entry.step}${entry.kept ? ', kept' : ''}`;
    case 'push':
      return `push ${entry.n} of ${entry.step}`;
    case 'postponed':
      return `${entry.what} put off (${entry.reason}) until ${entry.until}`;
    case 'move':
      return `${entry.by} to ${entry.to}${entry.entered ? '' : ', not entered'}`;
    case 'status':
      return `status ${entry.to}`;
    case 'manager':
      return `manager ${entry.manager ?? 'none'}`;
    case 'ignored':
      return `ignored: ${entry.reason}`;
    case 'warning':
      return `warning: ${entry.text}`;
    case 'answer':
      return entry.ok ? null : `the call has failed: ${entry.reason ?? `answered ${entry.status}`}`;
    case 'wait':
      return entry.until === null ? null : `waits until ${entry.until}`;
    default:
      return describeWork(entry);
  }
}

const amountOf = ({ cost, currency }: { cost: string | null; currency: string }): string =>
  cost === null ? '' : ` ${cost} ${currency}`;

/** What a step has done, or an AI. */
function describeWork(entry: Entry): string | null {
  switch (entry.kind) {
    case 'fields':
      return `fields ${Object.entries(entry.set)
        .map(([key, value]) => `${key} = ${value === null ? 'empty' : value}`)
        .join(', ')}`;
    case 'tags':
      return `tags ${[...entry.added.map((tag) => `+${tag}`), ...entry.removed.map((tag) => `-${tag}`)].join(' ')}`;
    case 'asked':
      return `asks the AI (${entry.task}) in ${entry.step}`;
    case 'decided':
      return [
        `the AI decides: requirement ${entry.requirementMet ? 'met' : 'not met'}`,
        ...(entry.branch === null ? [] : [`branch ${entry.branch}`]),
        ...entry.refused.map((one) => `refused: ${one}`),
      ].join(', ');
    case 'recognised':
      return `recognised: ${entry.text}`;
    default:
      return describeChannel(entry);
  }
}

/** What the channel knows besides messages. */
function describeChannel(entry: Entry): string | null {
  switch (entry.kind) {
    case 'edited':
      return `a message ${entry.by === 'lead' ? 'of the chat' : 'of ours'} says now: ${entry.text}`;
    case 'deleted':
      return `messages deleted: ${entry.count}`;
    case 'pinned':
      return entry.pinned ? 'pins a message' : 'unpins a message';
    case 'ownerWrote':
      return `the account's owner: ${entry.media ? `[${entry.media}] ` : ''}${entry.text}`;
    case 'askedToJoin':
      return `asks to join ${entry.channel}${entry.letIn === null ? '' : `, let in at ${entry.letIn}`}`;
    case 'notified':
      return `the group ${entry.group} is told (${entry.reason})`;
    default:
      return null;
  }
}
