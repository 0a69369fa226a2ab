/** Which event names may come, and which look like a slip. */
import { eventsOf, type Network, networks } from '../network/network.ts';
import type { Suggest } from './nearest.ts';
import type { BotView } from './surroundings.ts';

/** Why an event of that name will hardly ever come, or null. */
export type JudgeEvent = (name: string) => string | null;

/**
 * Judges the names that rules and conditions of one bot wait for. With a custom postback (or none at all)
 * any name may come, so only one that looks like a known name is doubted. `used`: the networks that report
 * to the bot, undefined for one that is not known.
 */
export function judgeEvents(
  bot: BotView,
  used: readonly (Network | undefined)[],
  suggest: Suggest,
): JudgeEvent {
  const closed = used.length > 0 && used.every((network) => network && network.key !== 'custom');
  const sent = sentEvents(bot, used);
  // Of two networks with the same word the one in use is meant.
  const words = new Map([...networks.values(), ...used].flatMap((network) => [...(network?.words ?? [])]));
  const allWords = new Set(words.keys());
  return (name) => {
    if (sent.has(name) || (!closed && words.has(name))) return null;
    const meant = words.get(name) ?? suggest(name, sent);
    const word = meant === null ? suggest(name, allWords) : null;
    const hint = hintOf(meant, word, words);
    if (!closed && hint === null) return null;
    const what = closed
      ? `none of the postbacks' networks sends ${name}`
      : `no network and no step is known to send ${name}`;
    return hint === null ? what : `${what}; did you mean ${hint}?`;
  };
}

function hintOf(
  meant: string | null,
  word: string | null,
  words: ReadonlyMap<string, string>,
): string | null {
  if (meant !== null) return meant;
  if (word === null) return null;
  return `${words.get(word)} (networks that say ${word} mean it)`;
}

function sentEvents(bot: BotView, used: readonly (Network | undefined)[]): ReadonlySet<string> {
  const custom = networks.get('custom');
  const senders = used.length > 0 ? used : [custom];
  const sent = new Set(senders.flatMap((network) => (network ? [...eventsOf(network)] : [])));
  for (const { steps } of bot.flows) {
    for (const step of steps) if (step.kind === 'sendTrackerEvent') sent.add(step.event);
  }
  // What the channel itself tells, and the bot that talks.
  if (bot.campaigns.some(({ channel }) => channel))
    for (const name of ['subscribe', 'contact']) sent.add(name);
  // A second sale with a transaction id of its own counts as a resale.
  if (sent.has('sale')) sent.add('resale');
  return sent;
}
