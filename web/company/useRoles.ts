import { useQuery } from '@tanstack/react-query';
import type { ApiRoleTable } from '../../src/api/contractPeople.ts';
import { getJson } from '../parts/api.ts';

/** What each role may do; it changes with the server's version only. */
export const useRoles = () =>
  useQuery({
    queryKey: ['roles'],
    queryFn: ({ signal }) => getJson<ApiRoleTable>('/roles', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
