import { Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ApiPostbackDetail } from '../../src/api/contractConfiguration.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { eventWords } from '../tryIt/plainWords.ts';
import { shareWords } from './postbacks.tsx';
import styles from './tracker.module.css';
import { useHealth } from './trackerApi.ts';

/** What has arrived, when, and what is wrong with it. */
export function PostbackHealth({ detail }: { detail: ApiPostbackDetail }) {
  const text = useText();
  const health = useHealth().data?.items[detail.key];
  if (!health) return null;
  const { lastByEvent, received, unmatchedShare, duplicates, parked, unfilled } = health;
  const events = [...new Set([...detail.ready.map(({ event }) => event), ...Object.keys(lastByEvent)])];
  return (
    <section className={styles.card}>
      <Title order={2}>{text('tracker.health')}</Title>
      <dl className={styles.facts}>
        <Fact label={text('tracker.receivedDay')}>{received.toLocaleString(text.language)}</Fact>
        <Fact label={text('tracker.unmatchedDay')} bad={(unmatchedShare ?? 0) > 0.2}>
          {shareWords(unmatchedShare)}
        </Fact>
        <Fact label={text('tracker.duplicates')}>{duplicates.toLocaleString(text.language)}</Fact>
        <Fact label={text('tracker.parkedNow')} bad={parked > 0}>
          {parked.toLocaleString(text.language)}
        </Fact>
      </dl>
      <dl className={styles.facts}>
        {events.map((event) => {
          const at = Object.hasOwn(lastByEvent, event) ? lastByEvent[event] : undefined;
          return (
            <div key={event} className={styles.fact}>
              <dt>
                {eventWords(text, event)} <code>{event}</code>
              </dt>
              <dd style={{ fontSize: 14 }}>{at ? momentTime(at, text.language) : text('tracker.never')}</dd>
            </div>
          );
        })}
      </dl>
      {Object.entries(unfilled).map(([parameter, times]) => (
        <p key={parameter} className={styles.warning}>
          <IconAlertTriangle size={16} style={{ flex: 'none' }} aria-hidden />
          {text('tracker.unfilledSays', { parameter, count: times })}
        </p>
      ))}
    </section>
  );
}

function Fact({ label, bad, children }: { label: string; bad?: boolean; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd data-bad={bad || undefined}>{children}</dd>
    </div>
  );
}
