import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useIsLive, useLive } from '../parts/live.ts';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';

const hearsNothing = (): void => undefined;

/** A stream that is opened anew (every half hour, or after a restart) is back sooner. */
const patienceMs = 4000;

/** Says that the page no longer hears what happens; nothing while it does. */
export function LiveSign() {
  const text = useText();
  useLive(hearsNothing);
  const live = useIsLive();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (live) return setLost(false);
    const timer = setTimeout(() => setLost(true), patienceMs);
    return () => clearTimeout(timer);
  }, [live]);
  return (
    <span role="status" className={styles.live}>
      {lost && (
        <span className={styles.lost} title={text('app.lostHint')}>
          <IconPlugConnectedX size={16} aria-hidden />
          <span>{text('app.lost')}</span>
        </span>
      )}
    </span>
  );
}
