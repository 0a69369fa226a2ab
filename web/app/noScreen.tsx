import { Link } from '@tanstack/react-router';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';

/** For an address that leads nowhere. */
export function NoScreen() {
  const text = useText();
  return (
    <main className={styles.trouble}>
      <h1>{text('app.noScreen')}</h1>
      <p>{text('app.noScreenHint')}</p>
      <p>
        <Link to="/">{text('app.home')}</Link>
      </p>
    </main>
  );
}
