import { Button, Group, Table, Title } from '@mantine/core';
import { useState } from 'react';
import type { ApiRequest } from '../../src/api/contract.ts';
import type { ApiPostbackListed } from '../../src/api/contractConfiguration.ts';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { SettleRequest } from './settleRequest.tsx';
import styles from './tracker.module.css';
import { useParked } from './trackerApi.ts';

type Shown = { postbackId: string | null; postbacks: readonly Pick<ApiPostbackListed, 'id' | 'name'>[] };

export type Settling = { request: ApiRequest; how: 'assign' | 'retry' };

/** Requests that found nobody: to be given to a lead by hand, or tried again. */
export function Parked({ postbackId, postbacks }: Shown) {
  const text = useText();
  const { data, error, refetch } = useParked(postbackId);
  const [settling, setSettling] = useState<Settling | null>(null);
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  const rows = data?.items ?? [];
  if (rows.length === 0 && postbackId !== null) return null;
  return (
    <section className={`${styles.card} ${styles.list}`}>
      <div style={{ padding: '16px 18px 12px' }}>
        <Title order={2}>{text('tracker.parked')}</Title>
        <p className={styles.intro}>
          {text(rows.length === 0 ? 'tracker.nothingParked' : 'tracker.parkedIntro')}
        </p>
      </div>
      {rows.length > 0 && (
        <Table.ScrollContainer
          type="native"
          minWidth={720}
          tabIndex={0}
          aria-label={text('tracker.parked')}
          role="region"
        >
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{text('tracker.at')}</Table.Th>
                <Table.Th>{text('tracker.request')}</Table.Th>
                <Table.Th>{text('tracker.reason')}</Table.Th>
                <Table.Th>{text('tracker.acts')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((request) => (
                <ParkedRow key={request.id} request={request} postbacks={postbacks} onSettle={setSettling} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <SettleRequest settling={settling} onClose={() => setSettling(null)} />
    </section>
  );
}

type Row = { request: ApiRequest; postbacks: Shown['postbacks']; onSettle(settling: Settling): void };

function ParkedRow({ request, postbacks, onSettle }: Row) {
  const text = useText();
  const { may } = useSession();
  const { at, url, reason, warnings } = request;
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{momentTime(at, text.language)}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {postbacks.length > 1 && postbacks.find(({ id }) => url.includes(id))?.name}
        <span className={styles.note}>{queryOf(url)}</span>
      </Table.Td>
      <Table.Td>
        {reason && text.told(reason)}
        {warnings.map((warning) => (
          <span key={warning} className={styles.note}>
            {text.told(warning)}
          </span>
        ))}
      </Table.Td>
      <Table.Td>
        {(may('write') || may('tracker')) && (
          <Group gap={6} wrap="nowrap">
            {may('dialogs') && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => onSettle({ request, how: 'assign' })}
              >
                {text('tracker.assign')}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={() => onSettle({ request, how: 'retry' })}>
              {text('tracker.retry')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** What the network said; the address's secret part is the same in each. */
const queryOf = (url: string): string => url.slice(url.indexOf('?') + 1).slice(0, 300);
