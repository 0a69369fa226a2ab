import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ApiBot } from '../../src/api/contract.ts';
import type {
  ApiBotSettings,
  ApiCampaignDetail,
  ApiCampaignListed,
} from '../../src/api/contractConfiguration.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { getJson } from './api.ts';
import { type MacroSource, noMacros } from './macroNames.ts';

const none: ApiBot['flows'] = [];

/** The parameters of a bot's campaigns are looked up one by one: of more than these nobody reads a list. */
const mostCampaigns = 20;

/**
 * The macros of a bot, as its settings and campaigns declare them; until they are known, the common ones.
 * Whoever saves settings or a campaign invalidates `['macros']`.
 */
export function useMacros(bot: string | null): { source: MacroSource; timezone: string; known: boolean } {
  const settings = useQuery({
    queryKey: ['macros', 'settings', bot],
    queryFn: ({ signal }) =>
      getJson<ApiBotSettings>(`/bots/${encodeURIComponent(bot ?? '')}/settings`, signal),
    enabled: bot !== null,
    staleTime: 30_000,
  });
  const tracker = useQuery({
    queryKey: ['macros', 'tracker', bot],
    queryFn: ({ signal }) => trackerKeys(bot ?? '', signal),
    enabled: bot !== null,
    staleTime: 30_000,
  });
  const known = settings.data?.settings;
  const parameters = tracker.data;
  const flows = useBots().find(({ key }) => key === bot)?.flows ?? none;
  return useMemo(() => {
    if (!known) return { source: noMacros, timezone: 'UTC', known: false };
    const source = {
      fields: known.fields ?? [],
      tracker: parameters ?? [],
      variables: known.variables ?? {},
      tags: (known.tags ?? []).map(({ key }) => key),
      flows: flows.map(({ key }) => key),
      steps: flows.flatMap((flow) => flow.steps.map(({ key }) => `${flow.key}/${key}`)),
    };
    return { source, timezone: known.timezone ?? 'UTC', known: true };
  }, [known, parameters, flows]);
}

async function trackerKeys(bot: string, signal: AbortSignal): Promise<string[]> {
  const { items } = await getJson<{ items: ApiCampaignListed[] }>('/campaigns', signal);
  const own = items.filter((one) => one.bot === bot).slice(0, mostCampaigns);
  const details = await Promise.all(
    own.map(({ key }) => getJson<ApiCampaignDetail>(`/campaigns/${encodeURIComponent(key)}`, signal)),
  );
  return [...new Set(details.flatMap(({ campaign }) => (campaign.parameters ?? []).map(({ key }) => key)))];
}
