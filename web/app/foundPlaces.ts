/** What the palette finds by a part of a name: screens, bots, flows and steps. */

export type Found = { group: FoundGroup; id: string; label: string; says: string; to: string };
export type FoundGroup = 'places' | 'bots' | 'flows' | 'steps';

type Screen = { label: string; to: string };
type Bot = { key: string; name: string; flows: readonly Flow[] };
type Flow = { key: string; steps: readonly { key: string; kind: string }[] };

/** How many of each kind are shown: more are found by writing more. */
const mostOfAGroup = 8;

/** Every word of `query` must be in the name or beside it; without one, the screens and bots. */
export function foundPlaces(query: string, screens: readonly Screen[], bots: readonly Bot[]): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [
    ...screens.map((one): Found => ({ group: 'places', id: one.to, says: '', ...one })),
    ...bots.flatMap((bot) => [botFound(bot), ...bot.flows.flatMap((flow) => flowFound(bot, flow))]),
  ];
  const counts: Partial<Record<FoundGroup, number>> = {};
  const begins = ({ label }: Found): boolean => label.toLowerCase().startsWith(words[0] ?? '');
  // Whoever writes "logs" means Logs before Dialogs.
  const best = all.toSorted((left, right) => Number(begins(right)) - Number(begins(left)));
  return best.filter(({ group, label, says }) => {
    if (words.length === 0 && (group === 'flows' || group === 'steps')) return false;
    const text = `${label} ${says}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) return false;
    const count = (counts[group] ?? 0) + 1;
    counts[group] = count;
    return count <= mostOfAGroup;
  });
}

const flowsOf = (bot: Bot): string => `/bots/${encodeURIComponent(bot.key)}/flows`;

const botFound = (bot: Bot): Found => ({
  ...{ group: 'bots', id: `bot ${bot.key}`, label: bot.name, says: bot.key, to: flowsOf(bot) },
});

function flowFound(bot: Bot, flow: Flow): Found[] {
  const to = `${flowsOf(bot)}/${encodeURIComponent(flow.key)}`;
  const steps = flow.steps.map(
    ({ key, kind }): Found => ({
      group: 'steps',
      id: `step ${bot.key} ${flow.key}/${key}`,
      label: `${flow.key}/${key}`,
      says: `${bot.name} · ${kind}`,
      to: `${to}?step=${encodeURIComponent(key)}`,
    }),
  );
  return [
    { group: 'flows', id: `flow ${bot.key} ${flow.key}`, label: flow.key, says: bot.name, to },
    ...steps,
  ];
}
