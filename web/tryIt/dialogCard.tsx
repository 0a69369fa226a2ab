import { Badge, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiDialog, ApiLeadEvent } from '../../src/api/contract.ts';
import { formatMoney } from '../../src/base/decimal.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import styles from './dialogCard.module.css';
import { eventLabelWords, numberedEventWords, statusWords } from './plainWords.ts';

/** Events that the card shows; all of them are in the timeline below. */
const shownEvents = 6;

/** The dialog as it stands now. */
export function DialogCard({ dialog }: { dialog: ApiDialog | null | undefined }) {
  const text = useText();
  return (
    <section className={styles.card} aria-labelledby="dialog-title" data-status={dialog?.status}>
      <div className={styles.head}>
        <Title order={2} size="h4" id="dialog-title">
          {text('dialog.title')}
        </Title>
        {dialog && (
          <Badge className={styles.status} data-status={dialog.status} tt="none" size="lg" radius="sm">
            {statusWords(text, dialog.status)}
          </Badge>
        )}
      </div>
      {dialog === null && (
        <Text size="sm" c="dimmed">
          {text('dialog.none')}
        </Text>
      )}
      {dialog && <Facts dialog={dialog} />}
    </section>
  );
}

function Facts({ dialog }: { dialog: ApiDialog }) {
  const text = useText();
  const balance = Object.entries(dialog.balance).map(([currency, amount]) => `${amount} ${currency}`);
  const older = dialog.events.length - shownEvents;
  const reversed = new Set(dialog.events.flatMap(({ reverses }) => reverses ?? []));
  return (
    <dl className={styles.facts}>
      <Fact name={text('dialog.step')}>
        <span className={styles.step}>
          {dialog.step ? `${dialog.flow ?? ''}/${dialog.step.key}` : <None />}
        </span>
      </Fact>
      <Fact name={text('dialog.tags')}>
        {dialog.tags.map((tag) => (
          <Badge key={tag} variant="default" tt="none" radius="sm" maw="100%">
            {tag}
          </Badge>
        ))}
        {dialog.tags.length === 0 && <None />}
      </Fact>
      <Fact name={text('dialog.fields')}>
        <Pairs record={dialog.fields} />
      </Fact>
      <Fact name={text('dialog.tracker')}>
        <Pairs record={dialog.tracker} />
      </Fact>
      <Fact name={text('dialog.events')}>
        {dialog.events.length === 0 && <None />}
        <ul className={styles.events}>
          {dialog.events.slice(0, shownEvents).map((event) => (
            <EventLine key={labelOf(event)} event={event} isReversed={reversed.has(labelOf(event))} />
          ))}
          {older > 0 && <li>{text('dialog.older', { count: older })}</li>}
        </ul>
      </Fact>
      <Fact name={text('dialog.balance')}>
        {balance.length > 0 ? <strong>{balance.join(', ')}</strong> : <None />}
      </Fact>
    </dl>
  );
}

const labelOf = ({ name, ordinal }: ApiLeadEvent): string => `${name}#${ordinal}`;

/** What was taken back is struck out; a line below says what became of an amount. */
function EventLine({ event, isReversed }: { event: ApiLeadEvent; isReversed: boolean }) {
  const text = useText();
  const amount = event.cost === null ? '' : `${formatMoney(event.cost)} ${event.currency}`;
  const isHeld = event.standing === 'held';
  const notes = [
    isHeld && text('dialog.held'),
    isReversed && text('dialog.reversed'),
    event.reverses && text('dialog.reverses', { event: eventLabelWords(text, event.reverses) }),
  ].filter(Boolean);
  return (
    <li className={styles.event}>
      <span>{numberedEventWords(text, event.name, event.ordinal)}</span>
      <span className={styles.amount} data-counts={!isHeld && !isReversed}>
        {isReversed ? <s>{amount}</s> : amount}
      </span>
      <time dateTime={event.at}>{momentTime(event.at, text.language)}</time>
      {notes.length > 0 && <span className={styles.standing}>{notes.join('; ')}</span>}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </>
  );
}

function Pairs({ record }: { record: Record<string, string | number | string[]> }) {
  const pairs = Object.entries(record);
  if (pairs.length === 0) return <None />;
  return pairs.map(([key, value]) => (
    <code key={key} className={styles.pair}>
      {key} = <b>{Array.isArray(value) ? value.join(', ') : value}</b>
    </code>
  ));
}

const None = () => <span className={styles.none}>–</span>;
