import { type CheckContext, createContext } from './checkContext.ts';
import { checkFunnel, type SecretsResolvedBy } from './checkFunnel.ts';
import type { Finding } from './finding.ts';
import type { Funnel, FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { createJudgeChoices, type JudgeChoices } from './judgeChoices.ts';
import type { LinkVariables } from './linkVariable.ts';
import { lintBranches } from './lintBranches.ts';
import { lintCircle } from './lintCircle.ts';
import { lintEnds } from './lintEnds.ts';
import { lintReach } from './lintReach.ts';
import { lintRules } from './lintRules.ts';
import { lintButtons, lintStep } from './lintSteps.ts';
import { lintUnused } from './lintUnused.ts';
import type { SpaceIndex } from './spaceIndex.ts';
import { stepGraph } from './stepGraph.ts';

/**
 * Everything that can be said of a funnel in the space that it is meant for: what is wrong, what never
 * happens, what is most likely a slip. In the order in which it was found; linear in the file's size.
 */
export const lintFunnel = (
  funnel: Funnel,
  space: SpaceIndex,
  resolvedBy: SecretsResolvedBy = 'server',
): Finding[] => inspectFunnel(funnel, space, resolvedBy).findings;

/** As `lintFunnel`, with the variables that postbacks write. */
export function inspectFunnel(
  funnel: Funnel,
  space: SpaceIndex,
  resolvedBy: SecretsResolvedBy,
): { findings: Finding[]; links: LinkVariables } {
  const context = createContext(funnel, space);
  const links = checkFunnel(context, resolvedBy);
  const judge = createJudgeChoices();
  funnel.bots?.forEach((bot, index) => {
    lintBot(bot, ['bots', index], judge, context);
  });
  funnel.campaigns?.forEach(({ autoActions }, index) => {
    lintRules(autoActions, ['campaigns', index, 'autoActions'], judge, context);
  });
  return { findings: context.findings, links };
}

function lintBot(bot: FunnelBot, path: Path, judge: JudgeChoices, context: CheckContext): void {
  const { report } = context;
  const graph = stepGraph(bot, path);
  lintReach(bot, path, graph, context);
  lintCircle(graph, report);
  for (const step of graph.steps) {
    lintStep(step, graph, bot.globalPushes, report);
    lintEnds(step, lintBranches(step, judge, context), report);
  }
  for (const [flow, pushes] of Object.entries(bot.globalPushes ?? {})) {
    pushes.forEach(({ message }, p) => {
      if (message) lintButtons(message, [...path, 'globalPushes', flow, p, 'message'], report);
    });
  }
  lintRules(bot.organicActions, [...path, 'organicActions'], judge, context);
  if (bot.organicActions?.length && !bot.trackOrganic) {
    const reason = 'never fire: organic leads are tracked only with trackOrganic: true';
    report('ruleNeverFires', [...path, 'organicActions'], reason);
  }
  lintUnused(bot, path, context);
}
