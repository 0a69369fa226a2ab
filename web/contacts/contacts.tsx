import { Button, Group, Loader, Select, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ApiContact, ApiContactColumns } from '../../src/api/contractContacts.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { useSession } from '../app/session.ts';
import { getJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { remember, remembered } from '../parts/memory.ts';
import { useText } from '../parts/useText.ts';
import { ColumnMenu } from './columnMenu.tsx';
import { fileAddress, readChoice } from './columns.ts';
import { type ContactQuery, pageAddress, readContactQuery, withDefaults } from './contactQuery.ts';
import styles from './contacts.module.css';
import { ContactTable } from './contactTable.tsx';
import { FilterBox } from './filterBox.tsx';

const memoryKey = 'signalbox.contacts.columns';
const pageSize = 100;

/** Every lead as a row: to look through, to filter, to take along as a file. */
export function Contacts() {
  const text = useText();
  const { may } = useSession();
  const bots = useBots();
  const navigate = useNavigate();
  const query = withDefaults(readContactQuery(useSearch({ strict: false })));
  const [columns, setColumns] = useState(() => readChoice(remembered(memoryKey)));
  /** Cursors of the pages before this one; the first has none. */
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const known = useQuery({
    queryKey: ['contacts', 'columns'],
    queryFn: ({ signal }) => getJson<ApiContactColumns>('/contacts/columns', signal),
    staleTime: 60_000,
  });
  const page = useQuery({
    queryKey: ['contacts', query, cursors.at(-1) ?? null],
    queryFn: ({ signal }) =>
      getJson<ContactPage>(pageAddress(query, cursors.at(-1) ?? null, pageSize), signal),
    placeholderData: keepPreviousData,
  });
  const ask = (change: Partial<ContactQuery>): void => {
    setCursors([]);
    void navigate({ to: '/contacts', search: readContactQuery({ ...query, ...change }) });
  };
  const choose = (names: string[]): void => {
    setColumns(names);
    remember(memoryKey, names.join('\n'));
  };
  return (
    <main className={styles.page}>
      <Group justify="space-between" gap="xs">
        <Title order={1} size="h3">
          {text('contacts.title')}
        </Title>
        <Group gap="xs">
          {bots.length > 1 && (
            <Select
              size="xs"
              w={170}
              aria-label={text('contacts.bot')}
              data={[
                { value: '', label: text('contacts.everyBot') },
                ...bots.map(({ key, name }) => ({ value: key, label: name })),
              ]}
              value={query.bot}
              allowDeselect={false}
              onChange={(bot) => ask({ bot: bot ?? '' })}
            />
          )}
          <ColumnMenu known={known.data} chosen={columns} onChoose={choose} />
          {may('read') && (
            <Button
              component="a"
              size="xs"
              variant="default"
              href={fileAddress(query, columns, text.language)}
              download
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {text('contacts.file')}
            </Button>
          )}
        </Group>
      </Group>
      <FilterBox
        key={query.filter}
        filter={query.filter}
        known={known.data}
        onShow={(filter) => ask({ filter, order: 'newest' })}
      />
      {page.error && <ErrorNote error={page.error} onRetry={() => void page.refetch()} />}
      {page.isPending && <Loader aria-label={text('app.loading')} />}
      {page.data && !page.error && (
        <Rows
          page={page.data}
          columns={columns}
          known={known.data}
          query={query}
          onOrder={(order) => ask({ order })}
        />
      )}
      {page.data && (
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed" aria-live="polite">
            {text('contacts.pageNumber', { page: cursors.length + 1 })}
          </Text>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              disabled={cursors.length === 0}
              onClick={() => setCursors(cursors.slice(0, -1))}
            >
              {text('contacts.before')}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={page.data.nextCursor === null || page.isPlaceholderData}
              onClick={() => page.data?.nextCursor && setCursors([...cursors, page.data.nextCursor])}
            >
              {text('contacts.next')}
            </Button>
          </Group>
        </Group>
      )}
    </main>
  );
}

type ContactPage = { items: ApiContact[]; nextCursor: string | null };

type RowsProps = {
  page: ContactPage;
  columns: readonly string[];
  known: ApiContactColumns | undefined;
  query: ContactQuery;
  onOrder: (order: ContactQuery['order']) => void;
};

function Rows({ page, ...shown }: RowsProps) {
  const text = useText();
  if (page.items.length > 0) return <ContactTable contacts={page.items} {...shown} />;
  return (
    <p className={styles.nobody} role="status">
      {text(shown.query.filter || shown.query.bot ? 'contacts.noneFound' : 'contacts.none')}
    </p>
  );
}
