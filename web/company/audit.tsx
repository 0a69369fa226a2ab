import { Button, Group, Select, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiAuditEntry } from '../../src/api/contractPeople.ts';
import { getJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { difference } from '../settings/difference.ts';
import styles from './company.module.css';
import { CompanyPage } from './companyPage.tsx';
import { fullTime } from './fullTime.ts';

const objects = [
  ...['settings', 'flow', 'campaign', 'postback', 'webhook'],
  ...['member', 'invitation', 'key', 'space'],
];

type Page = { items: ApiAuditEntry[]; nextCursor: string | null };

/** Who changed what, when, from what to what. */
export function Audit() {
  const text = useText();
  const [object, setObject] = useState<string | null>(null);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit', object],
    queryFn: ({ pageParam, signal }) => {
      const wanted = new URLSearchParams({ limit: '50' });
      if (object) wanted.set('object', object);
      if (pageParam) wanted.set('cursor', pageParam);
      return getJson<Page>(`/audit?${wanted}`, signal);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <CompanyPage
      title={text('company.audit.title')}
      intro={text('company.audit.intro')}
      action={
        <Select
          size="sm"
          aria-label={text('company.audit.what')}
          placeholder={text('company.audit.everything')}
          data={objects.map((value) => ({ value, label: text.or(`company.object.${value}`, value) }))}
          value={object}
          clearable
          clearButtonProps={{ 'aria-label': text('company.audit.everything') }}
          onChange={setObject}
        />
      }
      loading={!data}
      error={error}
      onRetry={() => void refetch()}
    >
      {entries.length === 0 && <Text c="dimmed">{text('company.audit.none')}</Text>}
      {entries.length > 0 && (
        <ol className={styles.entries}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {text('company.audit.more')}
        </Button>
      )}
    </CompanyPage>
  );
}

/** Longer lists of changes begin folded: a whole new flow has hundreds of lines. */
const shownAtOnce = 6;

function Entry({ entry }: { entry: ApiAuditEntry }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const { at, by, action, object, key, before, after } = entry;
  const isThere = (value: unknown): boolean => value !== undefined && value !== null;
  const all = difference(before ?? {}, after ?? {}).filter(
    (one) => isThere(one.before) || isThere(one.after),
  );
  const shown = open ? all : all.slice(0, shownAtOnce);
  return (
    <li>
      <Group gap={8} wrap="wrap">
        <span className={`${styles.tag} ${styles[action]}`}>
          {text.or(`company.action.${action}`, action)}
        </span>
        <span className={styles.strong}>
          {text.or(`company.object.${object}`, object)} {key}
        </span>
        <span className={styles.soft}>
          {by.kind === 'key' ? text('company.audit.byKey', { name: by.name }) : by.name} ·{' '}
          {fullTime(at, text.language)}
        </span>
      </Group>
      {shown.length > 0 && (
        <dl className={styles.diff}>
          {shown.map((one) => (
            <Line key={one.path} {...one} />
          ))}
        </dl>
      )}
      {all.length > shownAtOnce && (
        <Button mt={6} size="compact-xs" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text('company.audit.less') : text('company.audit.all', { count: all.length - shownAtOnce })}
        </Button>
      )}
    </li>
  );
}

function Line({ path, before, after }: { path: string; before: unknown; after: unknown }) {
  const text = useText();
  const was = useReadable(path, before);
  const is = useReadable(path, after);
  const shown = path.split('.').map((part) => text.or(`company.field.${part}`, part));
  return (
    <>
      <dt>{shown.join(' › ')}</dt>
      <dd>
        {was !== null && <del className={styles.was}>{was}</del>}
        {was !== null && is !== null && ' → '}
        {is !== null && <ins className={styles.is}>{is}</ins>}
      </dd>
    </>
  );
}

const longest = 600;

/** Null where there is nothing; roles and rights by their names. */
function useReadable(path: string, value: unknown): string | null {
  const text = useText();
  if (value === undefined || value === null) return null;
  if (path === 'role') return text.or(`roles.${String(value)}`, String(value));
  const words = Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
  if (words)
    return words.map((one) => (path === 'scopes' ? text.or(`company.scope.${one}`, one) : one)).join(', ');
  const written = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return written.length > longest ? `${written.slice(0, longest)}…` : written;
}
