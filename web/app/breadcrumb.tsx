import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { ApiBot } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';
import { botOf } from './screenOf.ts';
import { useSession } from './session.ts';

const BotMenu = lazy(async () => ({ default: (await import('./botMenu.tsx')).BotMenu }));

/** Company, space, and on a bot's screens the bot, which can be changed without leaving the screen. */
export function Breadcrumb() {
  const text = useText();
  const { company, space } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bot = botOf(path);
  return (
    <nav className={styles.crumbs} data-bot={bot !== null || undefined} aria-label={text('app.breadcrumb')}>
      <span className={`${styles.crumb} ${styles.far}`}>{company}</span>
      <span className={styles.far} aria-hidden>
        ›
      </span>
      <span className={`${styles.crumb} ${styles.far}`}>{space.name}</span>
      {bot !== null && (
        <>
          <span className={styles.far} aria-hidden>
            ›
          </span>
          <BotCrumb bot={bot} screen={path.split('/')[3] ?? ''} />
        </>
      )}
    </nav>
  );
}

/** Every bot of the space, by name. */
export function useBots(): ApiBot[] {
  const { may } = useSession();
  const { data } = useQuery({
    queryKey: ['bots'],
    queryFn: ({ signal }) => getJson<{ items: ApiBot[] }>('/bots', signal),
    enabled: may('settings') || may('dialogs') || may('tracker.read'),
    staleTime: 30_000,
  });
  return data?.items ?? [];
}

function BotCrumb({ bot, screen }: { bot: string; screen: string }) {
  const bots = useBots();
  const { may } = useSession();
  const name = bots.find((one) => one.key === bot)?.name ?? bot;
  const plain = <span className={styles.crumb}>{name}</span>;
  if (bots.length < 2 && !may('settings')) return plain;
  return (
    <Suspense fallback={plain}>
      <BotMenu bots={bots} name={name} screen={screen} mayAdd={may('settings')} />
    </Suspense>
  );
}
