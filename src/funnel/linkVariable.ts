/** Registration links: what they are, and which bot's variables keep them. */
import type { PostbackShape } from '../campaign/campaign.ts';
import { isFieldKey } from '../flow/flow.ts';
import { networks, registrationLink } from '../network/network.ts';
import type { Findings } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/** The link that a postback's `registrationLink` describes, null without one or when it is wrong. */
export function linkOf(postback: PostbackShape): string | null {
  const link = buildLink(postback);
  return link?.ok ? link.value : null;
}

function buildLink({ network, registrationLink: wanted }: PostbackShape) {
  if (!wanted) return null;
  return registrationLink(
    wanted.baseUrl,
    wanted.parameter ?? networks.get(network)?.clickIdParameter ?? 'clickid',
  );
}

/** Bot key -> variable -> value that is written there. */
export type LinkVariables = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The variables that the file's postbacks write: into the bot of their campaign, else into the only
 * bot of the file (or, of a file without bots, of the space).
 */
export function linkVariables(funnel: Funnel, space: SpaceIndex, findings: Findings): LinkVariables {
  const variables = new Map<string, Map<string, string>>();
  funnel.postbacks?.forEach((postback, index) => {
    const path = ['postbacks', index, 'registrationLink'];
    const link = buildLink(postback);
    const variable = postback.registrationLink?.variable;
    if (link && !link.ok) findings.errors.push({ path: [...path, 'baseUrl'], reason: link.reason });
    if (!link?.ok || variable === undefined) return;
    const problem = variableProblem(variable, link.value);
    if (problem) return findings.errors.push({ path: [...path, 'variable'], reason: problem });
    const bot = botOf(postback, funnel, space);
    if (bot === null) {
      const reason = 'is written nowhere: of several bots it is for that of its campaign, and it names none';
      return findings.warnings.push({ path: [...path, 'variable'], reason });
    }
    const ofBot = variables.get(bot) ?? new Map<string, string>();
    if ((ofBot.get(variable) ?? link.value) !== link.value) {
      findings.errors.push({
        path: [...path, 'variable'],
        reason: `another postback writes ${variable} of ${bot}`,
      });
    }
    variables.set(bot, ofBot.set(variable, link.value));
  });
  return variables;
}

function variableProblem(variable: string, link: string): string | null {
  if (!isFieldKey(variable)) return 'expected a letter or _, then up to 63 letters, digits, _ or -';
  return link.length <= 4096 ? null : 'the link is longer than 4096 characters';
}

function botOf(postback: PostbackShape, funnel: Funnel, space: SpaceIndex): string | null {
  if (postback.campaign !== undefined) {
    const campaign = funnel.campaigns?.find(({ key }) => key === postback.campaign);
    return campaign?.bot ?? space.campaigns.get(postback.campaign)?.document.bot ?? null;
  }
  const bots = funnel.bots?.length ? funnel.bots.map(({ key }) => key) : [...space.bots.keys()];
  return bots.length === 1 ? (bots[0] ?? null) : null;
}

/**
 * All variables that a bot is to have: those of the file, those that its postbacks write, and the
 * links that postbacks of the space that the file leaves alone have written before.
 */
export function variablesOf(
  botKey: string,
  written: Readonly<Record<string, string>> | undefined,
  links: LinkVariables,
  funnel: Funnel,
  space: SpaceIndex,
): Record<string, string> | undefined {
  const stored = space.bots.get(botKey)?.document.variables ?? {};
  const named = new Set(funnel.postbacks?.map(({ key }) => key));
  const kept = [...space.postbacks.values()].flatMap(({ key, document }): [string, string][] => {
    const variable = document.registrationLink?.variable;
    if (named.has(key) || variable === undefined || !Object.hasOwn(stored, variable)) return [];
    const link = linkOf(document);
    return link !== null && stored[variable] === link ? [[variable, link]] : [];
  });
  const all = { ...Object.fromEntries(kept), ...written, ...Object.fromEntries(links.get(botKey) ?? []) };
  return Object.keys(all).length > 0 ? all : written && {};
}
