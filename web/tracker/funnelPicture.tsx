import { Table } from '@mantine/core';
import type { ApiFunnelReport } from '../../src/api/contractReports.ts';
import { useText } from '../parts/useText.ts';
import { eventWords } from '../tryIt/plainWords.ts';
import styles from './tracker.module.css';

type Milestone = ApiFunnelReport['milestones'][number];

/** The funnel as a table with bars: picture and numbers are one, for every reader. */
export function FunnelPicture({ report }: { report: ApiFunnelReport }) {
  const text = useText();
  const first = report.milestones[0]?.leads ?? 0;
  return (
    <Table.ScrollContainer
      type="native"
      minWidth={560}
      tabIndex={0}
      aria-label={text('tracker.funnel')}
      role="region"
    >
      <Table withRowBorders={false} verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="26%">{text('tracker.milestone')}</Table.Th>
            <Table.Th w="34%">{text('tracker.share')}</Table.Th>
            <Table.Th className={styles.number}>{text('tracker.leads')}</Table.Th>
            <Table.Th className={styles.number}>{text('tracker.ofStep')}</Table.Th>
            <Table.Th className={styles.number}>{text('tracker.ofTotal')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.milestones.map((milestone) => (
            <Row key={milestone.milestone} milestone={milestone} first={first} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({
  milestone: { milestone, leads, reported, stepPercent, totalPercent },
  first,
}: {
  milestone: Milestone;
  first: number;
}) {
  const text = useText();
  const percent = (value: number | null): string =>
    value === null ? '—' : `${value.toLocaleString(text.language)} %`;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {text.or(`tracker.milestone.${milestone}`, eventWords(text, milestone))}
        {reported < leads && (
          <span className={styles.note} style={{ fontWeight: 400 }}>
            {text('tracker.reportedOnly', { count: reported })}
          </span>
        )}
      </Table.Th>
      <Table.Td>
        <span className={styles.bar} style={{ width: `${first > 0 ? (leads / first) * 100 : 0}%` }} />
      </Table.Td>
      <Table.Td className={styles.number}>{leads.toLocaleString(text.language)}</Table.Td>
      <Table.Td className={styles.number}>{percent(stepPercent)}</Table.Td>
      <Table.Td className={styles.number}>{percent(totalPercent)}</Table.Td>
    </Table.Tr>
  );
}
