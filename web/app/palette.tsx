import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { type Icon, IconGitBranch, IconMessage, IconRobot, IconRoute, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { useBots } from './breadcrumb.tsx';
import { useCurrentBot } from './currentBot.ts';
import { type FoundGroup, foundPlaces } from './foundPlaces.ts';
import { dialogFilter } from './paletteFilter.ts';
import { places } from './places.ts';
import { addressOf } from './screenOf.ts';
import { useSession } from './session.ts';

const [store, spotlight] = createSpotlight();

const groups = ['places', 'bots', 'flows', 'steps'] as const;

const signs: Record<FoundGroup, Icon> = {
  places: IconSearch,
  bots: IconRobot,
  flows: IconRoute,
  steps: IconGitBranch,
};

/** Ctrl+K: a screen, a bot, a dialog, a flow or a step, by a part of its name. Opens whenever `asked` rises. */
export function Palette({ asked }: { asked: number }) {
  const text = useText();
  const { history } = useRouter();
  const { may } = useSession();
  const [query, setQuery] = useState('');
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);
  const bots = useBots();
  const bot = useCurrentBot();
  const screens = places.flatMap(({ to, text: key, scope }) => {
    const address = may(scope) ? addressOf(to, bot) : null;
    return address === null ? [] : [{ label: text(key), to: address }];
  });
  const found = foundPlaces(query, screens, may('settings') ? bots : []);
  const dialogs = useFoundDialogs(query);
  const go = (to: string) => (): void => history.push(to);
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        leftSection={<IconSearch size={18} aria-hidden />}
        placeholder={text('app.paletteHint')}
        aria-label={text('app.palette')}
      />
      <Spotlight.ActionsList>
        {groups.map((group) => {
          const Sign = signs[group];
          const shown = found.filter((one) => one.group === group);
          if (shown.length === 0) return null;
          return (
            <Spotlight.ActionsGroup key={group} label={text(`app.found.${group}`)}>
              {shown.map(({ id, label, says, to }) => (
                <Spotlight.Action
                  key={id}
                  label={label}
                  description={says}
                  leftSection={<Sign size={18} aria-hidden />}
                  onClick={go(to)}
                />
              ))}
            </Spotlight.ActionsGroup>
          );
        })}
        {dialogs.length > 0 && (
          <Spotlight.ActionsGroup label={text('app.found.dialogs')}>
            {dialogs.map((dialog) => (
              <Spotlight.Action
                key={dialog.id}
                label={dialog.name || dialog.username || String(dialog.chatId)}
                description={`${dialog.bot} · ${dialog.chatId}`}
                leftSection={<IconMessage size={18} aria-hidden />}
                onClick={go(`/dialogs/${dialog.id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length + dialogs.length === 0 && <Spotlight.Empty>{text('app.nothingFound')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Long enough for a typist's next letter. */
const pauseMs = 250;

function useFoundDialogs(query: string): ApiDialog[] {
  const { may } = useSession();
  const [wanted] = useDebouncedValue(query.trim(), pauseMs);
  const filter = dialogFilter(wanted);
  const { data } = useQuery({
    queryKey: ['palette', filter],
    queryFn: ({ signal }) =>
      getJson<{ items: ApiDialog[] }>(`/dialogs?limit=8&filter=${encodeURIComponent(filter ?? '')}`, signal),
    enabled: filter !== null && may('dialogs'),
    staleTime: 10_000,
  });
  return filter === null ? [] : (data?.items ?? []);
}
