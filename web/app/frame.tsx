import { Loader } from '@mantine/core';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';
import { Header } from './header.tsx';
import { SessionContext, useWho } from './session.ts';
import { Sidebar } from './sidebar.tsx';
import { SideDrawer } from './sideDrawer.tsx';
import { useArrival } from './useArrival.ts';
import { usePaletteKey } from './usePaletteKey.ts';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const SignIn = lazy(async () => ({ default: (await import('../signIn/signIn.tsx')).SignIn }));

/** What stands around every screen: where one is, where one can go, and who one is. */
export function Frame() {
  const text = useText();
  const bare = useRouterState({ select: ({ matches }) => matches.some((one) => one.staticData.bare) });
  return bare ? (
    <Suspense fallback={<Loader aria-label={text('app.loading')} />}>
      <Outlet />
    </Suspense>
  ) : (
    <Guarded />
  );
}

/** Without a session there is nothing to see. */
function Guarded() {
  const text = useText();
  const { session, error, retry } = useWho();
  const waits = <Loader aria-label={text('app.loading')} />;
  if (session) {
    return (
      <SessionContext value={session}>
        <Framed />
      </SessionContext>
    );
  }
  if (session === null) {
    return (
      <Suspense fallback={waits}>
        <SignIn />
      </Suspense>
    );
  }
  return (
    <main className={styles.waiting}>{error ? <ErrorNote error={error} onRetry={retry} /> : waits}</main>
  );
}

function Framed() {
  const text = useText();
  const screen = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState(false);
  /** How often the palette was asked for; 0: it need not be loaded yet. */
  const [asked, setAsked] = useState(0);
  const find = useCallback(() => setAsked((count) => count + 1), []);
  usePaletteKey(find);
  useArrival(screen);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has arrived needs the menu no more
  useEffect(() => setMenu(false), [path]);
  return (
    <>
      <a className={styles.skip} href="#screen">
        {text('app.skip')}
      </a>
      <div className={styles.frame}>
        <aside className={styles.side}>
          <Sidebar />
        </aside>
        <div className={styles.body}>
          <Header onMenu={() => setMenu(true)} onFind={find} />
          <div id="screen" ref={screen} className={styles.screen} tabIndex={-1}>
            <Suspense fallback={<Loader className={styles.loading} aria-label={text('app.loading')} />}>
              <Outlet />
            </Suspense>
          </div>
        </div>
      </div>
      <SideDrawer opened={menu} onClose={() => setMenu(false)} />
      {asked > 0 && (
        <Suspense>
          <Palette asked={asked} />
        </Suspense>
      )}
    </>
  );
}
