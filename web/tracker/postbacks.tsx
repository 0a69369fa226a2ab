import { Button, Loader, Table, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiPostbackHealth, ApiPostbackListed } from '../../src/api/contractConfiguration.ts';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { CreatePostback } from './createPostback.tsx';
import { Parked } from './parked.tsx';
import { PlaceLink, postbackAddress } from './placeLink.tsx';
import styles from './tracker.module.css';
import { useCampaigns, useHealth, usePostbacks } from './trackerApi.ts';

/** What affiliate networks report to: their addresses, how they do, and what found nobody. */
export function Postbacks() {
  const text = useText();
  const { may } = useSession();
  const [creating, setCreating] = useState(false);
  const { data, error, refetch } = usePostbacks();
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <div>
          <Title order={1} className={styles.title}>
            {text('tracker.postbacks')}
          </Title>
          <p className={styles.intro}>{text('tracker.postbacksIntro')}</p>
        </div>
        {may('tracker') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
            {text('tracker.createPostback')}
          </Button>
        )}
      </div>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader aria-label={text('app.loading')} />}
      {data && <PostbackTable postbacks={data.items} />}
      {data && may('logs') && <Parked postbackId={null} postbacks={data.items} />}
      <CreatePostback opened={creating} onClose={() => setCreating(false)} />
    </main>
  );
}

function PostbackTable({ postbacks }: { postbacks: readonly ApiPostbackListed[] }) {
  const text = useText();
  const health = useHealth().data?.items ?? {};
  const campaigns = useCampaigns().data?.items ?? [];
  const nameOf = (key: string): string => campaigns.find((one) => one.key === key)?.name ?? key;
  if (postbacks.length === 0) {
    return <p className={`${styles.card} ${styles.empty}`}>{text('tracker.noPostbacks')}</p>;
  }
  return (
    <div className={`${styles.card} ${styles.list}`}>
      <Table.ScrollContainer
        type="native"
        minWidth={760}
        tabIndex={0}
        aria-label={text('tracker.postbacks')}
        role="region"
      >
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text('tracker.name')}</Table.Th>
              <Table.Th>{text('tracker.network')}</Table.Th>
              <Table.Th>{text('tracker.campaign')}</Table.Th>
              <Table.Th>{text('tracker.lastReceived')}</Table.Th>
              <Table.Th className={styles.number}>{text('tracker.unmatchedDay')}</Table.Th>
              <Table.Th>{text('tracker.unfilled')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {postbacks.map((postback) => (
              <Table.Tr key={postback.key}>
                <Table.Td>
                  <PlaceLink to={postbackAddress(postback.key)}>{postback.name}</PlaceLink>
                </Table.Td>
                <Table.Td>{postback.networkName}</Table.Td>
                <Table.Td>
                  {postback.campaign === null ? text('tracker.allTheirs') : nameOf(postback.campaign)}
                </Table.Td>
                <HealthCells health={health[postback.key]} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

function HealthCells({ health }: { health: ApiPostbackHealth | undefined }) {
  const text = useText();
  const unfilled = Object.keys(health?.unfilled ?? {});
  return (
    <>
      <Table.Td>{health?.lastAt ? momentTime(health.lastAt, text.language) : text('tracker.never')}</Table.Td>
      <Table.Td className={styles.number}>{shareWords(health?.unmatchedShare ?? null)}</Table.Td>
      <Table.Td>
        {unfilled.length > 0 ? <span className={styles.sign}>{unfilled.join(', ')}</span> : '—'}
      </Table.Td>
    </>
  );
}

export const shareWords = (share: number | null): string =>
  share === null ? '—' : `${Math.round(share * 100)} %`;
