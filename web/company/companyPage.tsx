import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import styles from './company.module.css';

type Wanted = {
  title: string;
  intro: string;
  /** What the page is for, to be pressed. */
  action?: ReactNode;
  loading?: boolean;
  error?: unknown;
  onRetry?: () => void;
  children: ReactNode;
};

/** Title, what it is about, what can be done; then the content, or why there is none. */
export function CompanyPage({ title, intro, action, loading, error, onRetry, children }: Wanted) {
  const text = useText();
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <div>
          <h1>{title}</h1>
          <p className={styles.intro}>{intro}</p>
        </div>
        {action}
      </div>
      {error ? <ErrorNote error={error} {...(onRetry ? { onRetry } : {})} /> : null}
      {loading && !error ? <Loader aria-label={text('app.loading')} /> : children}
    </main>
  );
}

/** A table that a narrow screen moves sideways, by keyboard too. */
export function ScrollTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      <table className={styles.table}>{children}</table>
    </section>
  );
}
