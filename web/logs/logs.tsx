import { Button, Group, Loader, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ApiRequest } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { LogFilters } from './logFilters.tsx';
import { type LogQuery, logAddress, readLogQuery, withDefaults } from './logQuery.ts';
import styles from './logs.module.css';
import { LogTable } from './logTable.tsx';
import { RequestDrawer } from './requestDrawer.tsx';

type LogPage = { items: ApiRequest[]; nextCursor: string | null };

/** Requests in and out: what came, what became of each, and why. */
export function Logs() {
  const text = useText();
  const navigate = useNavigate();
  const query = withDefaults(readLogQuery(useSearch({ strict: false })));
  const [opened, setOpened] = useState<string | null>(null);
  const log = useInfiniteQuery({
    queryKey: ['requests', query],
    queryFn: ({ signal, pageParam }) => getJson<LogPage>(logAddress(query, pageParam, Date.now()), signal),
    initialPageParam: nothing,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const requests = log.data?.pages.flatMap(({ items }) => items);
  const ask = (change: Partial<LogQuery>): void =>
    void navigate({ to: '/logs', search: readLogQuery({ ...query, ...change }) });
  return (
    <main className={styles.page}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {text('logs.title')}
        </Title>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={log.isRefetching}
          onClick={() => void log.refetch()}
        >
          {text('logs.refresh')}
        </Button>
      </Group>
      <LogFilters query={query} onChange={ask} />
      {log.error && <ErrorNote error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <Loader aria-label={text('app.loading')} />}
      {requests?.length === 0 && (
        <p className={styles.nothing} role="status">
          {text('logs.none')}
        </p>
      )}
      {requests && requests.length > 0 && <LogTable requests={requests} onOpen={setOpened} />}
      {log.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {text('logs.more')}
        </Button>
      )}
      <RequestDrawer id={opened} onClose={() => setOpened(null)} />
    </main>
  );
}

const nothing: string | null = null;
