import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useCurrentBot } from './currentBot.ts';
import { NoScreen } from './noScreen.tsx';
import { places } from './places.ts';
import { addressOf } from './screenOf.ts';
import { useSession } from './session.ts';

/**
 * Leads on from `/`: to the demo, where a campaign link of a simulated bot also ends (`/?start=...`); who may
 * not play it goes to the first screen of their own.
 */
export function Home() {
  const { history } = useRouter();
  const { may } = useSession();
  const bot = useCurrentBot();
  const first = places.find(({ to, scope }) => may(scope) && addressOf(to, bot) !== null);
  const to = may('simulate') ? `/try${window.location.search}` : first && addressOf(first.to, bot);
  useEffect(() => {
    if (to) history.replace(to);
  }, [history, to]);
  return to ? null : <NoScreen />;
}
