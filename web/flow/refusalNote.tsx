import { ApiFailure } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import styles from './flow.module.css';

/** What the server refuses, with every reason that it gives. */
export function RefusalNote({ error }: { error: unknown }) {
  const reasons = error instanceof ApiFailure ? error.parameters : [];
  const said = new Set(reasons.map(({ name, reason }) => (name ? `${name}: ${reason}` : reason)));
  return (
    <>
      <ErrorNote error={error} />
      {said.size > 0 && (
        <ul className={styles.problems}>
          {[...said].map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </>
  );
}
