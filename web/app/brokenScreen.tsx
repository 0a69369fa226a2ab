import { Button } from '@mantine/core';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';

/** A chunk of an older version is gone once the server has been updated: only loading anew helps. */
const isStale = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|module script|Loading chunk/i.test(error.message);

/** Stands where a screen broke; the frame around it goes on working. */
export function BrokenScreen({ error, reset }: { error: unknown; reset: () => void }) {
  const text = useText();
  return (
    <main className={styles.trouble}>
      <h1>{text(isStale(error) ? 'app.stale' : 'app.broken')}</h1>
      {!isStale(error) && <ErrorNote error={error} onRetry={reset} />}
      <Button onClick={() => window.location.reload()}>{text('app.reload')}</Button>
    </main>
  );
}
