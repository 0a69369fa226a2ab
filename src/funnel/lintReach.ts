import type { CheckContext } from './checkContext.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { reach, type StepGraph } from './stepGraph.ts';
import { stronglyConnected } from './stronglyConnected.ts';

/**
 * Steps to which nothing leads: not the bot's or a campaign's start, no rule, no other step. Of steps that
 * only such a step leads to, the first alone is named.
 */
export function lintReach(bot: FunnelBot, path: Path, graph: StepGraph, context: CheckContext): void {
  const { report } = context;
  const begins = beginsOf(bot, context).map((name) => graph.indexOf.get(name));
  const roots = begins.filter((index) => index !== undefined);
  if (roots.length === 0) {
    const { campaigns = [], invites = [] } = context.around.bot(bot.key) ?? {};
    const hasCampaign = campaigns.length + invites.length > 0;
    if (graph.steps.length === 0 || hasCampaign) return;
    const reason =
      'names no first step (start), and no campaign or rule leads into its flows: nothing runs by itself';
    return report('noStart', path, reason);
  }
  const reached = new Set<number>();
  reach(roots, graph.ways, reached);
  for (const index of unledHeads(graph, reached)) {
    const step = graph.steps[index];
    const behind = reach([index], graph.ways, reached) - 1;
    // The second step of a key cannot be led to: that is an error of its own.
    if (!step || graph.indexOf.get(step.name) !== index) continue;
    const more = behind > 0 ? `, and behind it to ${behind} more` : '';
    const reason = `nothing in the file leads here: only updateDialog or an operator can bring a lead to ${step.name}${more}`;
    report('unreachableStep', [...step.path, 'key'], reason);
  }
}

/** `flow/step` of everything that brings a lead into the bot's flows. */
function beginsOf(bot: FunnelBot, { around }: CheckContext): string[] {
  const { campaigns, invites } = around.bot(bot.key) ?? { campaigns: [], invites: [] };
  const rules = [bot.organicActions ?? [], ...campaigns.map(({ autoActions }) => autoActions ?? [])].flat();
  return [
    bot.start,
    ...campaigns.map(({ start }) => start),
    ...invites.map(({ channel }) => channel?.greeting),
    ...rules.filter(({ enabled }) => enabled !== false).map(({ move }) => move),
  ].filter((name) => name !== undefined);
}

/** Of the steps that are not reached: the first of each group that no other of them leads to. */
function unledHeads({ ways }: StepGraph, reached: ReadonlySet<number>): number[] {
  const groups = stronglyConnected(ways.map((list, index) => (reached.has(index) ? [] : list)));
  const groupOf = new Map(groups.flatMap((group, g) => group.map((index) => [index, g])));
  const led = new Set<number>();
  ways.forEach((list, index) => {
    if (reached.has(index)) return;
    for (const to of list) {
      const group = groupOf.get(to);
      if (group !== undefined && group !== groupOf.get(index)) led.add(group);
    }
  });
  return groups
    .filter((group, g) => !led.has(g) && !reached.has(group[0] ?? -1))
    .map((group) => group[0] ?? 0)
    .sort((left, right) => left - right);
}
