import type { Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './pageNav.module.css';

export type NavPage = { to: string; label: string; icon: Icon; here?: boolean };

/** Screens that are many pages: their list at the left, on a phone in a row above; the open page beside it. */
export function PageNav({
  label,
  pages,
  apart,
  children,
}: {
  label: string;
  pages: readonly NavPage[];
  /** What stands below the list, apart from it. */
  apart?: NavPage;
  children: ReactNode;
}) {
  const nav = useRef<HTMLElement>(null);
  const here = pages.find((one) => one.here)?.to;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, another link
  useEffect(() => {
    // On a phone the row is longer than the screen.
    nav.current?.querySelector('[data-here]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <div className={styles.frame}>
      <nav ref={nav} className={styles.nav} aria-label={label}>
        <ul>
          {pages.map((page) => (
            <li key={page.to}>
              <PageLink {...page} />
            </li>
          ))}
          {apart && (
            <li className={styles.other}>
              <PageLink {...apart} />
            </li>
          )}
        </ul>
      </nav>
      {children}
    </div>
  );
}

function PageLink({ to, label, icon: Sign, here = false }: NavPage) {
  return (
    <Link
      to={to}
      className={styles.link}
      activeProps={{}}
      {...(here && { 'data-here': true, 'aria-current': 'page' as const })}
    >
      <Sign size={17} stroke={1.8} aria-hidden />
      {label}
    </Link>
  );
}
