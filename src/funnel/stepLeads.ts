/** What brings leads to the steps of a flow. */
import type { AutoAction } from '../campaign/campaign.ts';
import type { Step } from '../flow/flow.ts';
import { formatPath } from './funnelSource.ts';
import { wholeBot } from './part.ts';
import type { SpaceIndex } from './spaceIndex.ts';
import { fullReference, type StepTarget, targetsOf } from './stepTarget.ts';

export type StepLead =
  | {
      by: 'autoAction';
      /** Null: a rule of the bot for organic leads. */
      campaign: string | null;
      campaignName: string;
      position: number;
      on: string;
      when: string | null;
      enabled: boolean;
    }
  | { by: 'start'; campaign: string | null; campaignName: string }
  | { by: 'greeting'; campaign: string; campaignName: string }
  | { by: 'button'; flow: string; step: string; text: string; place: string }
  | { by: 'changeFlow' | 'next'; flow: string; step: string; place: string };

/** Step key -> what leads there, by the flows as they are drawn (`drawn` in place of the stored flow). */
export function stepLeads(
  space: SpaceIndex,
  botKey: string,
  flowKey: string,
  drawn: { steps: readonly Step[] } | null,
): Map<string, StepLead[]> {
  const leads = new Map<string, StepLead[]>();
  const add = (place: string | undefined, lead: StepLead): void => {
    const [flow, step] = place?.split('/') ?? [];
    if (flow !== flowKey || step === undefined) return;
    leads.set(step, [...(leads.get(step) ?? []), lead]);
  };
  const bot = wholeBot(space, botKey);
  if (!bot) return leads;
  add(bot.start, { by: 'start', campaign: null, campaignName: '' });
  addRules(bot.organicActions, null, '', add);
  for (const { document } of space.campaigns.values()) {
    const name = document.name ?? document.key;
    if (document.bot === botKey) {
      add(document.start, { by: 'start', campaign: document.key, campaignName: name });
      addRules(document.autoActions, document.key, name, add);
    }
    if ((document.channel?.bot ?? document.bot) !== botKey) continue;
    add(document.channel?.greeting, { by: 'greeting', campaign: document.key, campaignName: name });
  }
  const flows = (bot.flows ?? []).filter(({ key }) => !drawn || key !== flowKey);
  for (const { key, steps } of [...flows, ...(drawn ? [{ key: flowKey, steps: drawn.steps }] : [])]) {
    for (const step of steps) {
      for (const target of targetsOf(step))
        add(fullReference(target.reference, key), leadOf(step, key, target));
    }
  }
  return leads;
}

function addRules(
  rules: readonly AutoAction[] | undefined,
  campaign: string | null,
  campaignName: string,
  add: (place: string | undefined, lead: StepLead) => void,
): void {
  rules?.forEach(({ move, on, when = null, enabled = true }, position) => {
    add(move, { by: 'autoAction', campaign, campaignName, position, on, when, enabled });
  });
}

function leadOf(step: Step, flow: string, { place, button }: StepTarget): StepLead {
  const from = { flow, step: step.key, place: formatPath(place) };
  if (button) return { by: 'button', ...from, text: textAt(step, place.slice(0, -1)) };
  return { by: step.kind === 'changeFlow' && place[0] === 'to' ? 'changeFlow' : 'next', ...from };
}

/** The text of the button at this path. */
function textAt(step: Step, path: StepTarget['place']): string {
  let found: unknown = step;
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return '';
    found = Reflect.get(found, part);
  }
  const text: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'text') : '';
  return typeof text === 'string' ? text : '';
}
