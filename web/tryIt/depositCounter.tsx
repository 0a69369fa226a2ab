import type { ApiDialog } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import styles from './story.module.css';

const marks = [1, 2, 3];

/** How many repeat deposits Signalbox has accepted: the third one is a rule of its own. */
export function DepositCounter({ dialog }: { dialog: ApiDialog | null | undefined }) {
  const text = useText();
  const accepted = dialog?.events.find((event) => event.name === 'resale')?.ordinal ?? 0;
  return (
    <p className={styles.counter}>
      <span className={styles.marks} aria-hidden>
        {marks.map((mark) => (
          <span key={mark} className={styles.mark} data-reached={accepted >= mark} data-vip={mark === 3} />
        ))}
      </span>
      {text('story.resale.accepted', { count: accepted })}{' '}
      {text(accepted < 3 ? 'story.resale.vipAhead' : 'story.resale.vipReached')}
    </p>
  );
}
