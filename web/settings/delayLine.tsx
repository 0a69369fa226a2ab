import { useText } from '../parts/useText.ts';
import { type DelayMarks, type Delays, delayMarks } from './delayMarks.ts';
import styles from './settings.module.css';

/** Signs of the message that is drawn. */
const length = 100;

/** What a lead who has just written waits for: for the flow's message and for the AI's answer. */
export function DelayLine({ delays }: { delays: Delays }) {
  const text = useText();
  const { flow, ai } = delayMarks(delays, length);
  const longest = Math.max(flow.sent, ai.sent, 1);
  return (
    <figure style={{ margin: 0, display: 'grid', gap: 10 }} aria-label={text('settings.delays.line')}>
      <Line name={text('settings.delays.flow')} marks={flow} longest={longest} />
      <Line name={text('settings.delays.ai')} marks={ai} longest={longest} />
      <ul className={styles.legend}>
        <li>
          <i className={styles.quiet} /> {text('settings.delays.quiet')}
        </li>
        <li>
          <i className={styles.waits} /> {text('settings.delays.waits')}
        </li>
        <li>
          <i className={styles.types} /> {text('settings.delays.types', { length })}
        </li>
      </ul>
    </figure>
  );
}

function Line({ name, marks, longest }: { name: string; marks: DelayMarks; longest: number }) {
  const text = useText();
  const { decides, typesFrom, sent } = marks;
  // Three quarters of the width are the longest wait; the rest is for its end.
  const width = (ms: number): string => `${(ms / longest) * 75}%`;
  const seconds = new Intl.NumberFormat(text.language, { maximumFractionDigits: 1 }).format(sent / 1000);
  return (
    <div className={styles.lineRow}>
      <span>{name}</span>
      <span className={styles.track}>
        <span className={styles.quiet} style={{ width: width(decides) }} />
        <span className={styles.waits} style={{ width: width(typesFrom - decides) }} />
        <span className={styles.types} style={{ width: width(sent - typesFrom) }} />
        <span className={styles.sent}>
          {sent === 0 ? text('settings.delays.atOnce') : text('settings.delays.after', { seconds })}
        </span>
      </span>
    </div>
  );
}
