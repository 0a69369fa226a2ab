import { findVariableCycle } from '../macro/macro.ts';
import { checkBot } from './checkBot.ts';
import { checkCampaigns } from './checkCampaign.ts';
import type { CheckContext } from './checkContext.ts';
import { checkFormat } from './checkFormat.ts';
import { checkMacros, checkNoSecrets, checkValues } from './checkTexts.ts';
import { checkKeys, type Report } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import { type LinkVariables, linkVariables, variablesOf } from './linkVariable.ts';
import { secretProblem, tokenIdentity, writtenSecrets } from './secretReference.ts';

/**
 * Where the secrets will be looked up: the server resolves names that begin with FUNNEL_ only; a file on
 * its way there passes the command line, which resolves any.
 */
export type SecretsResolvedBy = 'server' | 'commandLine';

/**
 * What the shapes cannot say: that keys are unique, targets exist (in the file, or in the space that it
 * is meant for), conditions can be read, texts name what there is. The findings go into the context;
 * the answer is the variables that postbacks write.
 */
export function checkFunnel(context: CheckContext, resolvedBy: SecretsResolvedBy): LinkVariables {
  const { funnel, space, report } = context;
  checkKeys(funnel.bots, ['bots'], report);
  funnel.bots?.forEach((bot, index) => {
    checkBot(bot, ['bots', index], context);
  });
  checkCampaigns(context);
  checkNoSecrets(funnel, [], report);
  checkSecrets(funnel, resolvedBy, report);
  checkTokens(funnel, report);
  const links = linkVariables(funnel, space, report);
  checkVariables(context, links);
  return links;
}

function checkSecrets(funnel: Funnel, resolvedBy: SecretsResolvedBy, report: Report): void {
  for (const { path, text } of writtenSecrets(funnel)) {
    const reason = secretProblem(text, resolvedBy);
    if (reason) report('secretName', path, reason);
  }
}

/** Two bots that share a token would each get half of the updates; what references stand for is seen later. */
function checkTokens(funnel: Funnel, report: Report): void {
  const seen = new Map<string, string>();
  funnel.bots?.forEach(({ key, channel, token }, index) => {
    if (channel !== 'telegram' || token === undefined) return;
    const identity = tokenIdentity(token);
    const other = seen.get(identity);
    if (other !== undefined) report('sameToken', ['bots', index, 'token'], `is the bot of ${other} as well`);
    else seen.set(identity, key);
  });
}

function checkVariables(context: CheckContext, links: LinkVariables): void {
  const { funnel, space, report } = context;
  funnel.bots?.forEach((bot, index) => {
    const path = ['bots', index];
    const variables = variablesOf(bot.key, bot.variables, links, funnel, space) ?? {};
    const cycle = findVariableCycle(new Map(Object.entries(variables)));
    if (cycle) {
      const reason = `variables lead in a circle: ${cycle.slice(0, 10).join(' -> ')}`;
      report('variableCycle', [...path, 'variables', cycle[0] ?? ''], reason);
    }
    for (const [name, link] of links.get(bot.key) ?? []) {
      const written = bot.variables && Object.hasOwn(bot.variables, name) ? bot.variables[name] : link;
      if (written === link) continue;
      const reason = "is replaced by the registration link of the file's postback";
      report('linkVariable', [...path, 'variables', name], reason);
    }
    checkFormat(bot, path, report);
    checkMacros(bot, path, new Set(Object.keys(variables)), context);
    checkValues(bot, path, context);
  });
  const named = new Set(funnel.bots?.map(({ key }) => key));
  for (const [key, added] of links) {
    const stored = space.bots.get(key)?.document.variables;
    const cycle = named.has(key)
      ? null
      : findVariableCycle(new Map([...Object.entries(stored ?? {}), ...added]));
    if (!cycle) continue;
    report('variableCycle', ['postbacks'], `variables of ${key} lead in a circle: ${cycle.join(' -> ')}`);
  }
}
