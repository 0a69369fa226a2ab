/** What brings leads to a step, as the badges say it. */
import type { Texts } from '../parts/useText.ts';
import type { StepLead } from './flowApi.ts';

/** `href`: where that is set up, null where it is drawn in this flow. */
export type LeadBadge = {
  id: string;
  by: StepLead['by'];
  words: string;
  href: string | null;
  off: boolean;
};

const at = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

/** In the order of their weight: rules first. What a step of the same flow does is drawn as a line already. */
export function leadBadges(leads: readonly StepLead[], bot: string, flow: string, text: Texts): LeadBadge[] {
  return leads.flatMap((lead, index) => badgesOf(lead, index, bot, flow, text));
}

function badgesOf(lead: StepLead, index: number, bot: string, flow: string, text: Texts): LeadBadge[] {
  const badge = (words: string, href: string | null, off = false): LeadBadge[] => [
    { id: `${lead.by}-${index}`, by: lead.by, words, href, off },
  ];
  switch (lead.by) {
    case 'autoAction': {
      const words = text('flow.lead.autoAction', {
        on: lead.on,
        campaign: lead.campaignName || text('flow.lead.organic'),
      });
      const href =
        lead.campaign === null
          ? at('bots', bot, 'settings', 'organic')
          : at('tracker', 'campaigns', lead.campaign);
      return badge(words, href, !lead.enabled);
    }
    case 'start':
      return lead.campaign === null
        ? badge(text('flow.lead.start'), at('bots', bot, 'settings', 'general'))
        : badge(
            text('flow.lead.campaign', { campaign: lead.campaignName }),
            at('tracker', 'campaigns', lead.campaign),
          );
    case 'greeting':
      return badge(
        text('flow.lead.greeting', { campaign: lead.campaignName }),
        at('tracker', 'campaigns', lead.campaign),
      );
    case 'webhook':
      return badge(
        text('flow.lead.webhook', { webhook: lead.webhook }),
        at('bots', bot, 'settings', 'webhooks'),
      );
    case 'button':
    case 'changeFlow':
    case 'next': {
      if (lead.flow === flow) return [];
      const from = `${lead.flow}/${lead.step}`;
      const words =
        lead.by === 'button'
          ? text('flow.lead.button', { text: lead.text, from })
          : text('flow.lead.step', { from });
      return badge(words, `${at('bots', bot, 'flows', lead.flow)}?step=${encodeURIComponent(lead.step)}`);
    }
  }
}

/** Keys of the steps into which something outside this flow leads. */
export const rootsOf = (leads: Readonly<Record<string, readonly StepLead[]>>, flow: string): string[] =>
  Object.entries(leads).flatMap(([key, list]) =>
    list.some((lead) => comesFromOutside(lead, flow)) ? [key] : [],
  );

function comesFromOutside(lead: StepLead, flow: string): boolean {
  if (lead.by === 'autoAction') return lead.enabled;
  return 'flow' in lead ? lead.flow !== flow : true;
}
