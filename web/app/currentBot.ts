import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { remember, remembered } from '../parts/memory.ts';
import { useBots } from './breadcrumb.tsx';
import { botOf } from './screenOf.ts';

const memoryKey = 'signalbox.bot';

/** Key of the bot that the address speaks of; on other screens the last such, or the first of the space. */
export function useCurrentBot(): string | null {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bots = useBots();
  const here = botOf(path);
  useEffect(() => {
    if (here !== null) remember(memoryKey, here);
  }, [here]);
  if (here !== null) return here;
  const last = remembered(memoryKey);
  return (bots.find(({ key }) => key === last) ?? bots[0])?.key ?? null;
}
