import { ActionIcon, Burger, Drawer, Loader, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import { Header } from '../parts/header.tsx';
import { useText } from '../parts/useText.ts';
import { ClosedDoor } from '../tryIt/closedDoor.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import styles from './frame.module.css';
import { openPalette, Palette } from './palette.tsx';
import { SessionContext, useWho } from './session.ts';
import { Sidebar } from './sidebar.tsx';

/** What stands around every screen: where one is, where one can go, and who one is. */
export function Frame() {
  const text = useText();
  const { session, error, retry } = useWho();
  const [menu, setMenu] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has arrived needs the menu no more
  useEffect(() => setMenu(false), [path]);
  if (session === null) return <ClosedDoor door="signIn" onRetry={retry} />;
  if (session === undefined) {
    return (
      <main className={styles.waiting}>
        {error ? <ErrorNote error={error} onRetry={retry} /> : <Loader aria-label={text('app.loading')} />}
      </main>
    );
  }
  return (
    <SessionContext value={session}>
      <a className={styles.skip} href="#screen">
        {text('app.skip')}
      </a>
      <div className={styles.frame}>
        <aside className={styles.side}>
          <Sidebar />
        </aside>
        <div className={styles.body}>
          <Header
            left={
              <>
                <Burger
                  className={styles.burger}
                  opened={menu}
                  size="sm"
                  aria-label={text('app.menu')}
                  onClick={() => setMenu(!menu)}
                />
                <Breadcrumb />
              </>
            }
            right={
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={text('app.palette')}
                title={`${text('app.palette')} (Ctrl+K)`}
                onClick={openPalette}
              >
                <IconSearch size={18} aria-hidden />
              </ActionIcon>
            }
          />
          <div id="screen" className={styles.screen} tabIndex={-1}>
            <Outlet />
          </div>
        </div>
      </div>
      <Drawer opened={menu} onClose={() => setMenu(false)} size={260} padding={0} withCloseButton={false}>
        <VisuallyHidden>{text('app.menu')}</VisuallyHidden>
        <Sidebar />
      </Drawer>
      <Palette />
    </SessionContext>
  );
}
