/** Who is using the page, and what they may do. */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { ApiMe } from '../../src/api/contract.ts';
import { mayDo } from '../../src/base/rights.ts';
import { ApiFailure, getJson } from '../parts/api.ts';

/** `may('any')`: whether somebody has signed in, whatever they may do. */
export type Session = ApiMe & { may(scope: string): boolean };

export const SessionContext = createContext<Session | null>(null);

/** The session of a screen inside the frame, which shows no screen without one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('broken invariant: a screen outside the frame');
  return session;
}

/** `null`: nobody is signed in; `undefined`: not known yet. */
export function useWho(): { session: Session | null | undefined; error: unknown; retry(): void } {
  const { data, error, refetch } = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => getJson<ApiMe>('/me', signal),
    staleTime: 60_000,
  });
  const retry = (): void => void refetch();
  if (error instanceof ApiFailure && error.status === 401) return { session: null, error: null, retry };
  if (!data) return { session: undefined, error, retry };
  const may = (scope: string): boolean =>
    scope === 'any' ? data.kind === 'user' : mayDo(data.scopes, scope);
  return { session: { ...data, may }, error: null, retry };
}
