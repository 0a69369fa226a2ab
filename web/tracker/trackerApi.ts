/** What the tracker's screens ask of the server. */
import { useQuery } from '@tanstack/react-query';
import type { ApiProcessed, ApiRequest } from '../../src/api/contract.ts';
import type {
  ApiCampaignDetail,
  ApiCampaignFigures,
  ApiCampaignListed,
  ApiNetwork,
  ApiPostbackDetail,
  ApiPostbackHealth,
  ApiPostbackListed,
  ApiRuleFigures,
  ApiRuleFired,
} from '../../src/api/contractConfiguration.ts';
import { getJson, sendJson } from '../parts/api.ts';

type Page<Item> = { items: Item[]; nextCursor: string | null };

const encoded = encodeURIComponent;

export const campaignPath = (key: string): string => `/campaigns/${encoded(key)}`;
export const postbackPath = (key: string): string => `/postbacks/${encoded(key)}`;

export const useCampaigns = () =>
  useQuery({
    queryKey: ['campaigns'],
    queryFn: ({ signal }) => getJson<Page<ApiCampaignListed>>('/campaigns', signal),
  });

/** `days` null: of all time. */
export const useFigures = (days: number | null) =>
  useQuery({
    queryKey: ['campaigns', 'figures', days],
    queryFn: ({ signal }) => {
      const from = days === null ? '' : `?from=${encoded(new Date(Date.now() - days * dayMs).toISOString())}`;
      return getJson<{ items: Record<string, ApiCampaignFigures> }>(`/campaigns/figures${from}`, signal);
    },
  });

const dayMs = 86_400_000;

/** A form stands on what it was opened with; what changes meanwhile is told when it is saved. */
export const useCampaign = (key: string) =>
  useQuery({
    queryKey: ['campaigns', 'one', key],
    queryFn: ({ signal }) => getJson<ApiCampaignDetail>(campaignPath(key), signal),
    refetchOnWindowFocus: false,
  });

export const useRules = (key: string) =>
  useQuery({
    queryKey: ['campaigns', 'rules', key],
    queryFn: ({ signal }) => getJson<{ items: ApiRuleFigures[] }>(`${campaignPath(key)}/rules`, signal),
  });

export const loadFired = (key: string, position: number, cursor: string | null, signal: AbortSignal) =>
  getJson<Page<ApiRuleFired>>(
    `${campaignPath(key)}/rules/${position}/fired?limit=50${cursor === null ? '' : `&cursor=${cursor}`}`,
    signal,
  );

export const useNetworks = () =>
  useQuery({
    queryKey: ['networks'],
    queryFn: ({ signal }) => getJson<{ items: ApiNetwork[] }>('/networks', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const usePostbacks = () =>
  useQuery({
    queryKey: ['postbacks'],
    queryFn: ({ signal }) => getJson<Page<ApiPostbackListed>>('/postbacks', signal),
  });

/** By key of the postback; looked at again while somebody sets one up. */
export const useHealth = () =>
  useQuery({
    queryKey: ['postbacks', 'health'],
    queryFn: ({ signal }) =>
      getJson<{ items: Record<string, ApiPostbackHealth> }>('/postbacks/health', signal),
    refetchInterval: 10_000,
  });

export const usePostback = (key: string) =>
  useQuery({
    queryKey: ['postbacks', 'one', key],
    queryFn: ({ signal }) => getJson<ApiPostbackDetail>(postbackPath(key), signal),
    refetchOnWindowFocus: false,
  });

/** Postbacks that wait for somebody to say whose they are; of one postback, by its id, or of all. */
export const useParked = (postbackId: string | null) =>
  useQuery({
    queryKey: ['requests', 'parked', postbackId],
    queryFn: ({ signal }) =>
      getJson<Page<ApiRequest>>(
        `/requests?kind=postback&outcome=parked&limit=50${postbackId === null ? '' : `&postback=${encoded(postbackId)}`}`,
        signal,
      ),
    refetchInterval: 15_000,
  });

/** Null instead of what was done: it is stored and its turn will come. */
export type Done = ApiProcessed | null;

export async function processAgain(path: string, body: object): Promise<Done> {
  const answer = await sendJson<ApiProcessed | { accepted: true }>('POST', path, body);
  return 'accepted' in answer ? null : answer;
}
