import { Button, Drawer, Loader, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ApiRuleFigures, ApiRuleFired } from '../../src/api/contractConfiguration.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { moneyWords } from './money.ts';
import { dialogAddress, PlaceLink } from './placeLink.tsx';
import { loadFired } from './trackerApi.ts';

type Shown = { campaign: string; rule: ApiRuleFigures | null; onClose(): void };

/** When a rule fired, and for whom: each line leads to its dialog. */
export function FiredDrawer({ campaign, rule, onClose }: Shown) {
  const text = useText();
  return (
    <Drawer
      opened={rule !== null}
      onClose={onClose}
      position="right"
      closeButtonProps={{ 'aria-label': text('tracker.close') }}
      attributes={{ header: { role: 'presentation' } }}
      size="lg"
      title={rule ? text('tracker.firedTitle', { on: rule.on }) : ''}
    >
      {rule && <FiredList campaign={campaign} position={rule.position} />}
    </Drawer>
  );
}

function FiredList({ campaign, position }: { campaign: string; position: number }) {
  const text = useText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['campaigns', 'fired', campaign, position],
    initialPageParam: null,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      loadFired(campaign, position, pageParam, signal),
    getNextPageParam: (page) => page.nextCursor,
  });
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader aria-label={text('app.loading')} />;
  return (
    <>
      <Table.ScrollContainer type="native" minWidth={420}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text('tracker.at')}</Table.Th>
              <Table.Th>{text('tracker.lead')}</Table.Th>
              <Table.Th>{text('tracker.event')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.pages
              .flatMap(({ items }) => items)
              .map((fired) => (
                <FiredRow key={fired.id} fired={fired} />
              ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {hasNextPage && (
        <Button mt="sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {text('tracker.more')}
        </Button>
      )}
    </>
  );
}

function FiredRow({ fired }: { fired: ApiRuleFired }) {
  const { language } = useText();
  const { at, dialogId, name, username, event, ordinal, cost, currency } = fired;
  return (
    <Table.Tr>
      <Table.Td>{momentTime(at, language)}</Table.Td>
      <Table.Td>
        <PlaceLink to={dialogAddress(dialogId)}>{name || username || dialogId}</PlaceLink>
      </Table.Td>
      <Table.Td>
        {event}
        {ordinal !== null && `#${ordinal}`}
        {cost !== null && ` · ${moneyWords({ [currency ?? '']: cost }, language)}`}
      </Table.Td>
    </Table.Tr>
  );
}
