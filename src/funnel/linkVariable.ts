/** Registration links: what they are, and which bot's variables keep them. */
import type { PostbackShape } from '../campaign/campaign.ts';
import { isFieldKey } from '../flow/flow.ts';
import { networks, registrationLink } from '../network/network.ts';
import type { Report } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
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

type Writer = { postback: PostbackShape; path: Path; bot: string | null; stored: boolean };

/**
 * The variables that postbacks write: into the bot that the link names, else that of their campaign, else
 * the only bot of the file (or, of a file without bots, of the space). Postbacks of the space that the file does not
 * name count as well, so that a file with them, such as an export, changes nothing.
 */
export function linkVariables(funnel: Funnel, space: SpaceIndex, report: Report): LinkVariables {
  const variables = new Map<string, Map<string, string>>();
  for (const { postback, path, bot, stored } of writers(funnel, space)) {
    const link = buildLink(postback);
    if (link && !link.ok) report('badLink', [...path, 'baseUrl'], link.reason);
    const variable = postback.registrationLink?.variable;
    if (!link?.ok || variable === undefined) continue;
    const ofBot = variables.get(bot ?? '') ?? new Map<string, string>();
    const problem = variableProblem(variable, link.value, ofBot);
    const named = postback.registrationLink?.bot;
    if (named !== undefined && !isThere(named, funnel, space))
      report('missingBot', [...path, 'bot'], `there is no bot ${named}`);
    else if (problem) report('badLink', [...path, 'variable'], problem);
    else if (bot !== null) variables.set(bot, ofBot.set(variable, link.value));
    else if (!stored) {
      const reason =
        'is written nowhere: of several bots it is for the one that it names, or for that of its campaign';
      report('linkVariable', [...path, 'variable'], reason);
    }
  }
  return variables;
}

function writers(funnel: Funnel, space: SpaceIndex): Writer[] {
  const inFile = (funnel.bots ?? []).map(({ key }) => key);
  const inSpace = [...new Set([...space.bots.keys(), ...inFile])];
  const only = (keys: readonly string[]): string | null => (keys.length === 1 ? (keys[0] ?? null) : null);
  const written = (funnel.postbacks ?? []).map((postback, index) => {
    const bot = botNamed(postback, funnel, space) ?? only(inFile.length > 0 ? inFile : inSpace);
    return { postback, path: ['postbacks', index, 'registrationLink'], bot, stored: false };
  });
  const named = new Set(funnel.postbacks?.map(({ key }) => key));
  const stored = [...space.postbacks.values()].filter(({ key }) => !named.has(key));
  return [
    ...written,
    ...stored.map(({ key, document }) => {
      const bot = botNamed(document, funnel, space) ?? only(inSpace);
      return { postback: document, path: ['postbacks', key], bot, stored: true };
    }),
  ];
}

const isThere = (bot: string, funnel: Funnel, space: SpaceIndex): boolean =>
  space.bots.has(bot) || (funnel.bots ?? []).some(({ key }) => key === bot);

function botNamed(
  { campaign: key, registrationLink }: PostbackShape,
  funnel: Funnel,
  space: SpaceIndex,
): string | null {
  if (registrationLink?.bot !== undefined) return registrationLink.bot;
  if (key === undefined) return null;
  const campaign = funnel.campaigns?.find((one) => one.key === key) ?? space.campaigns.get(key)?.document;
  return campaign?.bot ?? null;
}

function variableProblem(variable: string, link: string, others: ReadonlyMap<string, string>): string | null {
  if (!isFieldKey(variable)) return 'expected a letter or _, then up to 63 letters, digits, _ or -';
  if ((others.get(variable) ?? link) !== link) return `another postback writes ${variable}`;
  return link.length <= 4096 ? null : 'the link is longer than 4096 characters';
}

/**
 * All variables that a bot is to have: those of the file, those that postbacks write (`links`), and what
 * shared postbacks that the file does not name once wrote into it when it was alone in its file.
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
