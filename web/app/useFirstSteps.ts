/** How far the owner of a space has come with a funnel of their own, told from what there is. */
import { useQuery } from '@tanstack/react-query';
import type { ApiTryIt } from '../../src/api/contract.ts';
import { ApiFailure, getJson } from '../parts/api.ts';
import { useCampaigns, useFigures, usePostbacks } from '../tracker/trackerApi.ts';
import { useBotList } from './breadcrumb.tsx';
import { type FirstStep, firstSteps } from './firstStepList.ts';

export type FirstSteps = {
  /** Null until everything is known. */
  steps: FirstStep[] | null;
  demo: boolean;
  error: unknown;
  retry(): void;
};

export function useFirstSteps(): FirstSteps {
  const bots = useBotList();
  const campaigns = useCampaigns();
  const postbacks = usePostbacks();
  const figures = useFigures(null);
  const played = useQuery({ queryKey: ['try', null, 'demo'], queryFn: ({ signal }) => findDemo(signal) });
  const asked = [bots, campaigns, postbacks, figures, played];
  const isKnown = bots.data && campaigns.data && postbacks.data && figures.data && played.data !== undefined;
  return {
    steps: isKnown
      ? firstSteps({
          bots: bots.data.items.filter(({ key }) => key !== played.data),
          campaigns: campaigns.data.items,
          postbacks: postbacks.data.items,
          figures: figures.data.items,
        })
      : null,
    demo: typeof played.data === 'string',
    error: asked.find(({ error }) => error)?.error ?? null,
    retry: () => {
      for (const { error, refetch } of asked) if (error) void refetch();
    },
  };
}

/** Key of the demo's bot; null where there is none, or no bot to play at all. */
async function findDemo(signal: AbortSignal): Promise<string | null> {
  try {
    const { bot, demo } = await getJson<ApiTryIt>('/try', signal);
    return demo ? bot.key : null;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null;
    throw error;
  }
}
