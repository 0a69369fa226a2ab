import { Button, Group, Loader, SegmentedControl, Table, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiCampaignFigures, ApiCampaignListed } from '../../src/api/contractConfiguration.ts';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { CreateCampaign } from './createCampaign.tsx';
import { countWords, moneyWords } from './money.ts';
import { campaignAddress, PlaceLink } from './placeLink.tsx';
import styles from './tracker.module.css';
import { useCampaigns, useFigures } from './trackerApi.ts';

const spans = { week: 7, month: 30, quarter: 90, ever: null } as const;
type Span = keyof typeof spans;
const isSpan = (value: string): value is Span => Object.hasOwn(spans, value);

/** Where leads come from, and what has become of them. */
export function Campaigns() {
  const text = useText();
  const { may } = useSession();
  const [span, setSpan] = useState<Span>('month');
  const [creating, setCreating] = useState(false);
  const { data, error, refetch } = useCampaigns();
  const figures = useFigures(spans[span]);
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <div>
          <Title order={1} className={styles.title}>
            {text('tracker.campaigns')}
          </Title>
          <p className={styles.intro}>{text('tracker.campaignsIntro')}</p>
        </div>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            value={span}
            onChange={(value) => isSpan(value) && setSpan(value)}
            aria-label={text('tracker.span')}
            data={[
              { value: 'week', label: text('tracker.week') },
              { value: 'month', label: text('tracker.month') },
              { value: 'quarter', label: text('tracker.quarter') },
              { value: 'ever', label: text('tracker.ever') },
            ]}
          />
          {may('tracker') && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
              {text('tracker.createCampaign')}
            </Button>
          )}
        </Group>
      </div>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {figures.error && <ErrorNote error={figures.error} onRetry={() => void figures.refetch()} />}
      {!data && !error && <Loader aria-label={text('app.loading')} />}
      {data && <CampaignTable campaigns={data.items} figures={figures.data?.items ?? {}} />}
      <CreateCampaign opened={creating} onClose={() => setCreating(false)} />
    </main>
  );
}

type Listed = { campaigns: readonly ApiCampaignListed[]; figures: Record<string, ApiCampaignFigures> };

function CampaignTable({ campaigns, figures }: Listed) {
  const text = useText();
  if (campaigns.length === 0)
    return <p className={`${styles.card} ${styles.empty}`}>{text('tracker.noCampaigns')}</p>;
  return (
    <div className={`${styles.card} ${styles.list}`}>
      <Table.ScrollContainer
        type="native"
        minWidth={760}
        tabIndex={0}
        aria-label={text('tracker.campaigns')}
        role="region"
      >
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text('tracker.name')}</Table.Th>
              <Table.Th>{text('tracker.bot')}</Table.Th>
              <Table.Th className={styles.number}>{text('tracker.clicks')}</Table.Th>
              <Table.Th className={styles.number}>{text('tracker.dialogs')}</Table.Th>
              <Table.Th className={styles.number}>{text('tracker.registrations')}</Table.Th>
              <Table.Th className={styles.number}>{text('tracker.deposits')}</Table.Th>
              <Table.Th className={styles.number}>{text('tracker.sums')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map((campaign) => (
              <CampaignRow key={campaign.key} campaign={campaign} figures={figures[campaign.key]} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

type Row = { campaign: ApiCampaignListed; figures: ApiCampaignFigures | undefined };

function CampaignRow({ campaign, figures }: Row) {
  const text = useText();
  const { language } = text;
  const count = (one: number | undefined) => (
    <Table.Td className={styles.number}>{one === undefined ? '…' : countWords(one, language)}</Table.Td>
  );
  return (
    <Table.Tr>
      <Table.Td>
        <PlaceLink to={campaignAddress(campaign.key)}>{campaign.name}</PlaceLink>
        <span className={styles.note}>{text('tracker.ruleCount', { count: campaign.rules })}</span>
      </Table.Td>
      <Table.Td>
        {campaign.botName}
        {campaign.start && <span className={styles.note}>{campaign.start}</span>}
      </Table.Td>
      {count(figures?.clicks)}
      {count(figures?.dialogs)}
      {count(figures?.registrations)}
      {count(figures?.deposits)}
      <Table.Td className={styles.number}>{figures ? moneyWords(figures.sums, language) : '…'}</Table.Td>
    </Table.Tr>
  );
}
