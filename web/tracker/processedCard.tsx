import { Alert, Group } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../parts/useText.ts';
import { eventWords, statusWords } from '../tryIt/plainWords.ts';
import { moneyWords } from './money.ts';
import { dialogAddress, PlaceLink } from './placeLink.tsx';
import styles from './tracker.module.css';
import type { Done } from './trackerApi.ts';

/** What a request did, or would do. */
export function ProcessedCard({ done }: { done: Done }) {
  const text = useText();
  if (done === null) {
    return <Alert icon={<IconInfoCircle aria-hidden />}>{text('tracker.willBeDone')}</Alert>;
  }
  const { dryRun, outcome, reason, warnings, event, rule, step, status, messages, dialogId } = done;
  return (
    <section className={styles.card} aria-label={text('tracker.result')} role="status">
      <Group gap="xs" mb="xs">
        <strong>{text(dryRun ? 'tracker.wouldHappen' : 'tracker.happened')}</strong>
        <span className={styles.sign} data-good={outcome === 'applied' || undefined}>
          {text.or(`tracker.outcome.${outcome}`, outcome)}
        </span>
      </Group>
      {reason && <p className={styles.explained}>{text.told(reason)}</p>}
      {event && (
        <Line label={text('tracker.event')}>
          {eventWords(text, event.name)}{' '}
          <code>{event.ordinal ? `${event.name}#${event.ordinal}` : event.name}</code>
          {event.cost !== null && ` · ${moneyWords({ [event.currency]: event.cost }, text.language)}`}
        </Line>
      )}
      <Line label={text('tracker.rule')}>
        {rule ? text('tracker.ruleFires', { n: rule.position + 1, on: rule.on }) : text('tracker.noRule')}
      </Line>
      {step && <Line label={text('tracker.moveTo')}>{step}</Line>}
      {status && <Line label={text('tracker.status')}>{statusWords(text, status)}</Line>}
      {messages.length > 0 && (
        <Line label={text('tracker.messages')}>
          {messages.map((message, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes
            <span key={n} className={styles.note}>
              {message.text}
              {message.buttons.length > 0 && ` [${message.buttons.join('] [')}]`}
            </span>
          ))}
        </Line>
      )}
      {warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          {text.told(warning)}
        </p>
      ))}
      {dialogId && <PlaceLink to={dialogAddress(dialogId)}>{text('tracker.openDialog')}</PlaceLink>}
    </section>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.pair}>
      <span className={styles.label}>{label}</span>
      <span style={{ overflowWrap: 'anywhere' }}>{children}</span>
    </div>
  );
}
