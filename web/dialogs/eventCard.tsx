import { IconBolt, IconCoins } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import { useSession } from '../app/session.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { lineText } from '../tryIt/lineData.ts';
import { lineAmount } from '../tryIt/linePart.tsx';
import { eventLabelWords, numberedEventWords, statusWords } from '../tryIt/plainWords.ts';
import styles from './chat.module.css';

/** Money and other events of the lead, with the rule that each fired. */
export function EventCard({ event, rules }: { event: ApiTimelineItem; rules: readonly ApiTimelineItem[] }) {
  const text = useText();
  const amount = lineAmount(event);
  const tid = lineText(event, 'tid');
  const taken = event.kind === 'takenBack';
  const name = taken
    ? eventLabelWords(text, lineText(event, 'event'))
    : numberedEventWords(text, lineText(event, 'name'), Number(lineText(event, 'ordinal')));
  return (
    <li className={styles.event} data-taken={taken}>
      <span className={styles.eventHead}>
        <IconCoins size={17} aria-hidden />
        <strong>{taken ? text('dialogs.event.takenBack', { event: name }) : name}</strong>
        {amount && <span className={styles.amount}>{amount}</span>}
        <time className={styles.eventTime} dateTime={event.at}>
          {momentTime(event.at, text.language)}
        </time>
      </span>
      {(tid || lineText(event, 'standing') === 'held') && (
        <span className={styles.eventNote}>
          {[lineText(event, 'standing') === 'held' ? text('line.event.held') : '', tid && `tid ${tid}`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
      {rules.map((rule) => (
        <Rule key={rule.id} rule={rule} />
      ))}
    </li>
  );
}

function Rule({ rule }: { rule: ApiTimelineItem }) {
  const text = useText();
  const { may } = useSession();
  const campaign = lineText(rule, 'campaign');
  const [move, status] = [lineText(rule, 'move'), lineText(rule, 'status')];
  const title = text('dialogs.event.rule', { on: lineText(rule, 'on'), campaign });
  return (
    <span className={styles.rule}>
      <IconBolt size={15} aria-hidden />
      {may('tracker.read') && campaign ? (
        <Link to="/tracker/campaigns/$campaign" params={{ campaign }} className={styles.link}>
          {title}
        </Link>
      ) : (
        <span>{title}</span>
      )}
      {move && <span>→ {move}</span>}
      {status && <span>· {statusWords(text, status)}</span>}
    </span>
  );
}
