import { useQuery } from '@tanstack/react-query';
import type { ApiMember } from '../../src/api/contractPeople.ts';
import { useSession } from '../app/session.ts';
import { getJson } from '../parts/api.ts';

/** Names of those who may become a dialog's manager, as far as whoever asks may know them. */
export function usePeople(): string[] {
  const { may, name, kind } = useSession();
  const { data } = useQuery({
    queryKey: ['peopleNames'],
    queryFn: ({ signal }) => getJson<{ items: ApiMember[] }>('/people', signal),
    enabled: may('users'),
    staleTime: 60_000,
  });
  const others = (data?.items ?? []).map((one) => one.name);
  return [...new Set([...(kind === 'user' ? [name] : []), ...others])];
}
