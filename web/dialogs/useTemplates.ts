import { useQuery } from '@tanstack/react-query';
import type { ApiTemplate } from '../../src/api/contractOperators.ts';
import { getJson } from '../parts/api.ts';

export const templatesKey = ['templates'];

/** The ready answers of the space. */
export function useTemplates(): ApiTemplate[] {
  const { data } = useQuery({
    queryKey: templatesKey,
    queryFn: ({ signal }) => getJson<{ items: ApiTemplate[] }>('/templates', signal),
    staleTime: 60_000,
  });
  return data?.items ?? [];
}

const mostShown = 8;

/** Those whose shortcut has the word in it, the ones that begin with it first. */
export function matchingTemplates(templates: readonly ApiTemplate[], query: string): ApiTemplate[] {
  const wanted = query.toLowerCase();
  const place = ({ shortcut }: ApiTemplate): number => shortcut.toLowerCase().indexOf(wanted);
  return templates
    .filter((one) => place(one) >= 0)
    .sort((left, right) => Math.min(1, place(left)) - Math.min(1, place(right)))
    .slice(0, mostShown);
}
