import { Table } from '@mantine/core';
import { useText } from '../parts/useText.ts';
import { dayWords } from './reportPeriod.ts';
import type { Series } from './series.ts';
import styles from './tracker.module.css';

type Shown = { title: string; days: readonly string[]; series: readonly Series[] };

/** The numbers of a picture, for whoever reads rather than sees it; newest day first. */
export function DayTable({ title, days, series }: Shown) {
  const text = useText();
  return (
    <details>
      <summary style={{ marginTop: 10, cursor: 'pointer', fontSize: 14 }}>{text('tracker.asTable')}</summary>
      <Table.ScrollContainer
        type="native"
        minWidth={320}
        tabIndex={0}
        aria-label={title}
        role="region"
        mah={360}
      >
        <Table withRowBorders fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text('tracker.day')}</Table.Th>
              {series.map(({ name }) => (
                <Table.Th key={name} className={styles.number}>
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days
              .map((day, n) => (
                <Table.Tr key={day}>
                  <Table.Th scope="row">{dayWords(day, text.language)}</Table.Th>
                  {series.map(({ name, counts }) => (
                    <Table.Td key={name} className={styles.number}>
                      {(counts[n] ?? 0).toLocaleString(text.language)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))
              .reverse()}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </details>
  );
}
