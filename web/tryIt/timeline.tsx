import { Text, Title, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { causeWords } from './causeWords.ts';
import { type CauseGroup, groupByCause, toneOfLine } from './groupByCause.ts';
import styles from './timeline.module.css';
import { TimelineLine } from './timelineLine.tsx';

type TimelineProps = {
  items: readonly ApiTimelineItem[] | undefined;
  /** There are older lines that the page has not asked for. */
  more: boolean;
  /** False while the page asks by itself. */
  live: boolean;
};

/** Why the dialog is where it is: one block for each signal, the newest first. */
export function Timeline({ items, more, live }: TimelineProps) {
  const text = useText();
  const groups = groupByCause(items ?? []);
  const newest = groups[0];
  return (
    <section aria-labelledby="timeline-title">
      <div className={styles.title}>
        <Title order={2} size="h4" id="timeline-title">
          {text('timeline.title')}
        </Title>
        <span className={styles.live} data-live={live}>
          {text(live ? 'timeline.live' : 'timeline.polling')}
        </span>
      </div>
      <p className={styles.announcer} aria-live="polite">
        {newest && causeWords(text, newest.cause.kind, newest.cause.text)}
      </p>
      {groups.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('timeline.empty')}
        </Text>
      )}
      <ol className={styles.groups}>
        {groups.map((group) => (
          <Group key={group.cause.id} group={group} />
        ))}
      </ol>
      {more && (
        <Text size="xs" c="dimmed" mt="sm">
          {text('timeline.more')}
        </Text>
      )}
    </section>
  );
}

function Group({ group }: { group: CauseGroup }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const detail = useId();
  const { cause, items, tone } = group;
  // The signal's own line is the headline; one that was kept earlier tells of another request.
  const lines = items.filter((item) => item.kind !== 'signal' || typeof item.request === 'string');
  return (
    <li className={styles.group} data-tone={tone}>
      <UnstyledButton
        className={styles.head}
        aria-expanded={open}
        aria-controls={detail}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.cause}>{causeWords(text, cause.kind, cause.text)}</span>
        <time className={styles.time} dateTime={group.at}>
          {momentTime(group.at, text.language, true)}
        </time>
        <IconChevronDown className={styles.chevron} size={15} aria-label={text('timeline.detail')} />
      </UnstyledButton>
      <ul className={styles.lines}>
        {lines.map((item) => (
          <Line key={item.id} tone={toneOfLine(item)}>
            <TimelineLine item={item} />
          </Line>
        ))}
        {lines.length === 0 && <Line tone="quiet">{text('timeline.nothing')}</Line>}
      </ul>
      <div id={detail} hidden={!open}>
        {open && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard
          <pre className={styles.json} tabIndex={0}>
            {JSON.stringify({ cause, lines: items.map(({ cause: _, ...line }) => line) }, null, 2)}
          </pre>
        )}
      </div>
    </li>
  );
}

function Line({ tone, children }: { tone: string; children: ReactNode }) {
  return (
    <li className={styles.line} data-tone={tone}>
      <span>{children}</span>
    </li>
  );
}
