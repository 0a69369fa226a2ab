import { findVariableCycle } from '../macro/macro.ts';
import { checkBot } from './checkBot.ts';
import { checkCampaigns } from './checkCampaign.ts';
import { checkMacros, checkNoSecrets } from './checkTexts.ts';
import { checkKeys, type Findings } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import { type LinkVariables, linkVariables, variablesOf } from './linkVariable.ts';
import { secretProblem, writtenSecrets } from './secretReference.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/**
 * What the shapes cannot say: that keys are unique and targets exist (in the file, or in the space
 * that it is meant for), and that the engine does all of it. Errors refuse the file, warnings do not.
 */
export function checkFunnel(funnel: Funnel, space: SpaceIndex): Findings & { links: LinkVariables } {
  const findings: Findings = { errors: [], warnings: [] };
  checkKeys(funnel.bots, ['bots'], findings);
  funnel.bots?.forEach((bot, index) => {
    checkBot(bot, ['bots', index], findings);
  });
  checkCampaigns(funnel, space, findings);
  checkNoSecrets(funnel, [], findings);
  for (const { path, text } of writtenSecrets(funnel)) {
    const reason = secretProblem(text);
    if (reason) findings.errors.push({ path, reason });
  }
  const links = linkVariables(funnel, space, findings);
  checkVariables(funnel, space, links, findings);
  return { ...findings, links };
}

function checkVariables(funnel: Funnel, space: SpaceIndex, links: LinkVariables, findings: Findings): void {
  funnel.bots?.forEach((bot, index) => {
    const path = ['bots', index];
    const variables = variablesOf(bot.key, bot.variables, links, funnel, space) ?? {};
    const cycle = findVariableCycle(new Map(Object.entries(variables)));
    if (cycle) {
      const reason = `variables lead in a circle: ${cycle.slice(0, 10).join(' -> ')}`;
      findings.errors.push({ path: [...path, 'variables', cycle[0] ?? ''], reason });
    }
    for (const [name, link] of links.get(bot.key) ?? []) {
      if ((bot.variables?.[name] ?? link) === link) continue;
      const reason = "is replaced by the registration link of the file's postback";
      findings.warnings.push({ path: [...path, 'variables', name], reason });
    }
    checkMacros(bot, path, new Set(Object.keys(variables)), funnel, space, findings);
  });
  const named = new Set(funnel.bots?.map(({ key }) => key));
  for (const [key, added] of links) {
    const stored = space.bots.get(key)?.document.variables;
    const cycle = named.has(key)
      ? null
      : findVariableCycle(new Map([...Object.entries(stored ?? {}), ...added]));
    if (!cycle) continue;
    findings.errors.push({
      path: ['postbacks'],
      reason: `variables of ${key} lead in a circle: ${cycle.join(' -> ')}`,
    });
  }
}
