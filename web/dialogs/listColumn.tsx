import { ActionIcon, CloseButton, Loader, Menu, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChecks, IconDotsVertical, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { ApiCounters, ApiTab } from '../../src/api/contractOperators.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { FilterMenu } from './filterMenu.tsx';
import styles from './list.module.css';
import { type ListQuery, statusTabs, views } from './listQuery.ts';
import { ListRow } from './listRow.tsx';
import type { useDialogList } from './useDialogList.ts';

type ListColumnProps = {
  list: ReturnType<typeof useDialogList>;
  counters: ApiCounters | undefined;
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  onReadAll: () => void;
  /** The dialog that is open. */
  open: string | null;
};

/** The left column: tabs with their numbers, search, filters, and the dialogs themselves. */
export function ListColumn({ list, counters, query, onQuery, onReadAll, open }: ListColumnProps) {
  const text = useText();
  const choose = (tab: ApiTab): void => {
    const { tab: _, ...rest } = query;
    onQuery(tab === 'all' ? rest : { ...rest, tab });
  };
  return (
    <section className={styles.column} aria-label={text('dialogs.title')}>
      <div className={styles.head}>
        <div className={styles.tools}>
          <Search query={query} onQuery={onQuery} />
          <FilterMenu query={query} onQuery={onQuery} />
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={text('dialogs.list.more')}>
                <IconDotsVertical size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconChecks size={16} aria-hidden />} onClick={onReadAll}>
                {text('dialogs.list.readAll')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
        <Tabs tabs={views} counters={counters} chosen={query.tab ?? 'all'} onChoose={choose} />
        <Tabs line tabs={statusTabs} counters={counters} chosen={query.tab ?? 'all'} onChoose={choose} />
      </div>
      <Rows list={list} query={query} open={open} />
    </section>
  );
}

type TabsProps = {
  tabs: readonly ApiTab[];
  counters: ApiCounters | undefined;
  chosen: ApiTab;
  onChoose: (tab: ApiTab) => void;
  /** On one line, to be scrolled. */
  line?: boolean;
};

function Tabs({ tabs, counters, chosen, onChoose, line = false }: TabsProps) {
  const text = useText();
  return (
    <ul className={styles.tabs} data-line={line || undefined}>
      {tabs.map((tab) => {
        const count = counters?.tabs[tab] ?? 0;
        const most = tab === 'unread' ? counters?.mostUnread : counters?.most;
        const shown = count >= (most ?? Number.POSITIVE_INFINITY) ? `${most}+` : String(count);
        return (
          <li key={tab}>
            <button
              type="button"
              className={styles.tab}
              aria-pressed={tab === chosen}
              data-loud={tab === 'unread' && count > 0}
              onClick={() => onChoose(tab)}
            >
              {text.or(`dialogs.tab.${tab}`, text.or(`status.${tab}`, tab))}
              {counters && count > 0 && <span className={styles.count}>{shown}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Asked for when the typing pauses. */
const typingMs = 250;

function Search({ query, onQuery }: Pick<ListColumnProps, 'query' | 'onQuery'>) {
  const text = useText();
  const [typed, setTyped] = useState(query.search ?? '');
  const ask = useDebouncedCallback((search: string) => {
    const { search: _, ...rest } = query;
    onQuery(search.trim() ? { ...rest, search } : rest);
  }, typingMs);
  useEffect(() => {
    if (query.search === undefined) setTyped((now) => (now.trim() ? '' : now));
  }, [query.search]);
  return (
    <TextInput
      className={styles.search}
      size="sm"
      type="search"
      value={typed}
      placeholder={text('dialogs.search.hint')}
      aria-label={text('dialogs.search.label')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed ? (
          <CloseButton
            size="sm"
            aria-label={text('dialogs.search.clear')}
            onClick={() => {
              setTyped('');
              ask('');
            }}
          />
        ) : null
      }
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        ask(currentTarget.value);
      }}
    />
  );
}

const rowHeight = 82;

/** As many rows as the screen has room for, however many there are. */
function Rows({ list, query, open }: Pick<ListColumnProps, 'list' | 'query' | 'open'>) {
  const text = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, more, loadMore } = list;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && lastShown >= rows.length - 12) loadMore();
  }, [more, lastShown, rows.length, loadMore]);
  return (
    <div className={styles.rows} ref={scroller}>
      {list.error && !list.loaded && (
        <div className={styles.note}>
          <ErrorNote error={list.error} onRetry={list.retry} />
        </div>
      )}
      {!list.loaded && !list.error && (
        <div className={styles.note}>
          <Loader size="sm" aria-label={text('app.loading')} />
        </div>
      )}
      {list.loaded && rows.length === 0 && (
        <p className={styles.note}>{text(isCut(query) ? 'dialogs.list.noneHere' : 'dialogs.list.none')}</p>
      )}
      <ul className={styles.list} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ key, index, start }) => {
          const dialog = rows[index];
          return (
            dialog && (
              <li
                key={key}
                aria-setsize={more ? -1 : rows.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)`, height: rowHeight }}
              >
                <ListRow dialog={dialog} here={dialog.id === open} query={query} />
              </li>
            )
          );
        })}
      </ul>
      {query.search && rows.length >= 60 && <p className={styles.note}>{text('dialogs.search.more')}</p>}
    </div>
  );
}

const isCut = ({ tab, search, filter, saved }: ListQuery): boolean =>
  [tab, search, filter, saved].some((one) => one !== undefined);
