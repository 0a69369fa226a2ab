import { networks } from '../network/network.ts';
import { checkActions, stepPaths } from './checkBot.ts';
import { checkKeys, type Findings } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/** Bots, steps and events that campaigns speak of, and networks and campaigns that postbacks do. */
export function checkCampaigns(funnel: Funnel, space: SpaceIndex, findings: Findings): void {
  checkKeys(funnel.campaigns, ['campaigns'], findings);
  checkKeys(funnel.postbacks, ['postbacks'], findings);
  const events = knownEvents(funnel, space);
  funnel.campaigns?.forEach((campaign, index) => {
    const path = ['campaigns', index];
    checkKeys(campaign.sources, [...path, 'sources'], findings);
    checkKeys(campaign.parameters, [...path, 'parameters'], findings);
    const bot = stepsAndStart(campaign.bot, funnel, space);
    if (!bot) findings.errors.push({ path: [...path, 'bot'], reason: `there is no bot ${campaign.bot}` });
    if (bot && campaign.start !== undefined && !bot.steps.has(campaign.start)) {
      const reason = `there is no step ${campaign.start} in ${campaign.bot}`;
      findings.errors.push({ path: [...path, 'start'], reason });
    }
    if (bot && campaign.start === undefined && bot.start === undefined) {
      findings.warnings.push({ path, reason: 'neither the campaign nor its bot names a first step (start)' });
    }
    checkActions(campaign.autoActions, [...path, 'autoActions'], bot?.steps ?? null, findings);
    campaign.autoActions?.forEach(({ on }, n) => {
      const name = on.replace(/#\d+$/, '');
      if (!events || events.has(name)) return;
      const reason = `none of the postbacks' networks sends ${name}`;
      findings.warnings.push({ path: [...path, 'autoActions', n, 'on'], reason });
    });
  });
  checkPostbacks(funnel, space, findings);
  checkCampaignsLeftAlone(funnel, space, findings);
}

function stepsAndStart(
  key: string,
  funnel: Funnel,
  space: SpaceIndex,
): { steps: ReadonlySet<string>; start: string | undefined } | null {
  const written = funnel.bots?.find((bot) => bot.key === key);
  if (written) return { steps: stepPaths(written), start: written.start };
  const stored = space.bots.get(key);
  return stored ? { steps: space.stepPathsOf(stored.id), start: stored.document.start } : null;
}

function checkPostbacks(funnel: Funnel, space: SpaceIndex, findings: Findings): void {
  const campaigns = new Set([...space.campaigns.keys(), ...(funnel.campaigns ?? []).map(({ key }) => key)]);
  funnel.postbacks?.forEach((postback, index) => {
    if (!networks.has(postback.network)) {
      const reason = `expected one of ${[...networks.keys()].join(', ')}`;
      findings.errors.push({ path: ['postbacks', index, 'network'], reason });
    }
    if (postback.campaign !== undefined && !campaigns.has(postback.campaign)) {
      const reason = `there is no campaign ${postback.campaign}`;
      findings.errors.push({ path: ['postbacks', index, 'campaign'], reason });
    }
  });
}

/** A file that takes a step away must not leave a campaign's rule pointing at nothing. */
function checkCampaignsLeftAlone(funnel: Funnel, space: SpaceIndex, findings: Findings): void {
  const named = new Set(funnel.campaigns?.map(({ key }) => key));
  funnel.bots?.forEach((bot, index) => {
    const steps = stepPaths(bot);
    for (const { key, document } of space.campaigns.values()) {
      if (named.has(key) || document.bot !== bot.key) continue;
      const targets = [document.start, ...(document.autoActions ?? []).map((action) => action.move)];
      const lost = new Set(targets.filter((target) => target !== undefined && !steps.has(target)));
      for (const step of lost) {
        const reason = `the file has no step ${step}, and campaign ${key} of this space leads there`;
        findings.errors.push({ path: ['bots', index], reason });
      }
    }
  });
}

/** The events that may come, or null when any may (a custom network) or nobody can tell (no postback). */
function knownEvents(funnel: Funnel, space: SpaceIndex): ReadonlySet<string> | null {
  const used = new Map([...space.postbacks.values()].map(({ key, document }) => [key, document.network]));
  for (const { key, network } of funnel.postbacks ?? []) used.set(key, network);
  const events = new Set<string>();
  for (const key of used.values()) {
    const network = networks.get(key);
    if (key === 'custom' || !network) return null;
    for (const { event } of network.events) events.add(event);
    for (const event of network.words.values()) events.add(event);
    for (const [, event] of [...network.flags, ...network.wordLists]) events.add(event);
    if (network.defaultEvent) events.add(network.defaultEvent);
  }
  const steps = (funnel.bots ?? []).flatMap((bot) => (bot.flows ?? []).flatMap((flow) => flow.steps));
  for (const step of steps) if (step.kind === 'sendTrackerEvent') events.add(step.event);
  return used.size > 0 ? events : null;
}
