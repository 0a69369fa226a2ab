import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { ApiBot } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';
import { givenName } from '../parts/givenName.ts';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';
import { botOf } from './screenOf.ts';
import { useSession } from './session.ts';

const SpaceMenu = lazy(async () => ({ default: (await import('./spaceMenu.tsx')).SpaceMenu }));
const BotMenu = lazy(async () => ({ default: (await import('./botMenu.tsx')).BotMenu }));

/** Company, space, and on a bot's screens the bot; space and bot can be changed here. */
export function Breadcrumb() {
  const text = useText();
  const { company } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bot = botOf(path);
  return (
    <nav className={styles.crumbs} data-bot={bot !== null || undefined} aria-label={text('app.breadcrumb')}>
      <span className={`${styles.crumb} ${styles.company}`}>{givenName(company, text('app.myCompany'))}</span>
      <span className={styles.company} aria-hidden>
        ›
      </span>
      <span className={styles.far}>
        <SpaceCrumb />
      </span>
      {bot !== null && (
        <>
          <span className={styles.far} aria-hidden>
            ›
          </span>
          <BotCrumb bot={bot} screen={otherBotsScreen(path)} />
        </>
      )}
    </nav>
  );
}

/** Every bot of the space, by name; empty until they are known. */
export const useBots = (): ApiBot[] => useBotList().data?.items ?? [];

export function useBotList() {
  const { may } = useSession();
  return useQuery({
    queryKey: ['bots'],
    queryFn: ({ signal }) => getJson<{ items: ApiBot[] }>('/bots', signal),
    enabled: may('settings') || may('dialogs') || may('tracker.read'),
    staleTime: 30_000,
  });
}

/** Whoever has no account here has no spaces to choose from. */
function SpaceCrumb() {
  const text = useText();
  const { kind, space } = useSession();
  const plain = <span className={styles.crumb}>{givenName(space.name, text('app.mainSpace'))}</span>;
  if (kind !== 'user') return plain;
  return (
    <Suspense fallback={plain}>
      <SpaceMenu />
    </Suspense>
  );
}

/** The same page of the settings; of a flow, which is one bot's own, the list of flows. */
function otherBotsScreen(path: string): string {
  const [screen = '', page] = path.split('/').slice(3);
  return screen === 'settings' && page ? `${screen}/${page}` : screen;
}

function BotCrumb({ bot, screen }: { bot: string; screen: string }) {
  const bots = useBots();
  const { may } = useSession();
  const name = bots.find((one) => one.key === bot)?.name ?? bot;
  const plain = <span className={styles.crumb}>{name}</span>;
  if (bots.length < 2 && !may('settings')) return plain;
  return (
    <Suspense fallback={plain}>
      <BotMenu bots={bots} bot={bot} screen={screen} mayAdd={may('settings')} />
    </Suspense>
  );
}
