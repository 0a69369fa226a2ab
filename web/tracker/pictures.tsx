import { Group, Loader, Select, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { ApiDialogsReport, ApiEventsReport, ApiFunnelReport } from '../../src/api/contractReports.ts';
import { ApiFailure, getJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { reasonFor } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { eventWords } from '../tryIt/plainWords.ts';
import { DayTable } from './dayTable.tsx';
import { FunnelPicture } from './funnelPicture.tsx';
import { lastDays } from './reportPeriod.ts';
import type { Series } from './series.ts';
import styles from './tracker.module.css';
import { useCampaigns } from './trackerApi.ts';

// The drawing library is heavy: the numbers are there before it.
const DayChart = lazy(async () => ({ default: (await import('./dayChart.tsx')).DayChart }));

type Wanted = { campaign: string | null; from: string; to: string };

const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

function useReport<Report>(kind: 'funnel' | 'events' | 'dialogs', { campaign, from, to }: Wanted) {
  return useQuery({
    queryKey: ['reports', kind, campaign, from, to],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ from, to, timezone, ...(campaign !== null && { campaign }) });
      return getJson<Report>(`/reports/${kind}?${query}`, signal);
    },
    enabled: from !== '' && to !== '',
    placeholderData: (before) => before,
  });
}

/** How far leads come, and what happens each day, where the reader is. */
export function Pictures() {
  const text = useText();
  const [wanted, setWanted] = useState<Wanted>({ campaign: null, ...lastDays(30, new Date()) });
  const campaigns = useCampaigns().data?.items ?? [];
  const funnel = useReport<ApiFunnelReport>('funnel', wanted);
  const events = useReport<ApiEventsReport>('events', wanted);
  const dialogs = useReport<ApiDialogsReport>('dialogs', wanted);
  const error = funnel.error ?? events.error ?? dialogs.error;
  const wrongField = error instanceof ApiFailure ? error.parameters[0] : undefined;
  const wrongAt = (field: string): string | null => reasonFor(error, field, text);
  return (
    <main className={styles.page}>
      <div>
        <Title order={1} className={styles.title}>
          {text('tracker.pictures')}
        </Title>
        <p className={styles.intro}>{text('tracker.picturesIntro', { timezone })}</p>
      </div>
      <Group gap="sm" align="start">
        <Select
          label={text('tracker.campaign')}
          placeholder={text('tracker.allCampaignsChoice')}
          data={campaigns.map(({ key, name }) => ({ value: key, label: name }))}
          clearable
          searchable
          value={wanted.campaign}
          onChange={(campaign) => setWanted({ ...wanted, campaign })}
        />
        {(['from', 'to'] as const).map((field) => (
          <TextInput
            key={field}
            type="date"
            label={text(`tracker.${field}`)}
            value={wanted[field]}
            error={wrongAt(field)}
            onChange={({ currentTarget }) => setWanted({ ...wanted, [field]: currentTarget.value })}
          />
        ))}
        <Select
          label={text('tracker.span')}
          data={['7', '30', '90'].map((days) => ({
            value: days,
            label: text('tracker.lastDays', { count: Number(days) }),
          }))}
          value={null}
          placeholder={text('tracker.chooseSpan')}
          onChange={(days) => days && setWanted({ ...wanted, ...lastDays(Number(days), new Date()) })}
        />
      </Group>
      {error && !wrongField && <ErrorNote error={error} onRetry={() => void funnel.refetch()} />}
      <section className={styles.card}>
        <Title order={2}>{text('tracker.funnel')}</Title>
        <p className={styles.intro}>{text('tracker.funnelIntro')}</p>
        {funnel.data ? <FunnelPicture report={funnel.data} /> : <Waiting failed={funnel.error !== null} />}
      </section>
      <Days
        title={text('tracker.eventsByDay')}
        days={events.data?.days.map(({ day }) => day)}
        series={
          events.data &&
          eventSeries(events.data, text('tracker.otherEvents'), (name) => eventWords(text, name))
        }
      />
      <Days
        title={text('tracker.dialogsByDay')}
        days={dialogs.data?.days.map(({ day }) => day)}
        series={
          dialogs.data && [
            {
              name: text('tracker.fromCampaigns'),
              counts: dialogs.data.days.map(({ campaign }) => campaign),
            },
            { name: text('tracker.organic'), counts: dialogs.data.days.map(({ organic }) => organic) },
          ]
        }
      />
    </main>
  );
}

function eventSeries(report: ApiEventsReport, others: string, words: (name: string) => string): Series[] {
  const named = report.names.map((name, n) => ({
    name: words(name),
    counts: report.days.map(({ counts }) => counts[n] ?? 0),
  }));
  const rest = { name: others, counts: report.days.map((day) => day.others) };
  return rest.counts.some((count) => count > 0) ? [...named, rest] : named;
}

type Shown = { title: string; days: readonly string[] | undefined; series: readonly Series[] | undefined };

function Days({ title, days, series }: Shown) {
  const text = useText();
  const empty = !series?.some(({ counts }) => counts.some((count) => count > 0));
  return (
    <section className={styles.card}>
      <Title order={2}>{title}</Title>
      {(!days || !series) && <Waiting failed={false} />}
      {days && series && empty && <p className={styles.empty}>{text('tracker.nothingHappened')}</p>}
      {days && series && !empty && (
        <>
          <Suspense fallback={<Waiting failed={false} />}>
            <DayChart title={title} days={days} series={series} />
          </Suspense>
          <DayTable title={title} days={days} series={series} />
        </>
      )}
    </section>
  );
}

function Waiting({ failed }: { failed: boolean }) {
  const text = useText();
  return failed ? null : <Loader m="md" aria-label={text('app.loading')} />;
}
