import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useCurrentBot } from './currentBot.ts';
import { isDone } from './firstStepsMemory.ts';
import { NoScreen } from './noScreen.tsx';
import { places } from './places.ts';
import { addressOf } from './screenOf.ts';
import { useSession } from './session.ts';

/**
 * Leads on from `/`: a lead of a simulated bot, who comes by a campaign's link (`/?start=...`), and a guest to the
 * page Try it; whoever draws bots to their first steps, until they have had enough of them; everybody else to the
 * first screen of their own.
 */
export function Home() {
  const { history } = useRouter();
  const { may, kind, space } = useSession();
  const bot = useCurrentBot();
  const first = places.find(({ to, scope }) => may(scope) && addressOf(to, bot) !== null);
  const plays = may('simulate') && (kind !== 'user' || window.location.search !== '');
  const begins = kind === 'user' && may('settings') && !isDone(space.key);
  const own = first ? addressOf(first.to, bot) : null;
  const to = plays ? `/try${window.location.search}` : begins ? '/first-steps' : own;
  useEffect(() => {
    if (to) history.replace(to);
  }, [history, to]);
  return to ? null : <NoScreen />;
}
