import '@mantine/spotlight/styles.css';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconRobot, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useText } from '../parts/useText.ts';
import { useBots } from './breadcrumb.tsx';
import { places } from './places.ts';
import { useSession } from './session.ts';

export const openPalette = (): void => spotlight.open();

/** Ctrl+K: a screen, a bot, a flow or a step, by a part of its name. */
export function Palette() {
  const text = useText();
  const navigate = useNavigate();
  const { may } = useSession();
  const bots = useBots();
  const go = (to: string) => (): void => void navigate({ to });
  const screens = places
    .filter(({ scope }) => may(scope))
    .map(({ to, text: key, icon: Sign }) => ({
      id: to,
      label: text(key),
      leftSection: <Sign size={18} aria-hidden />,
      onClick: go(to),
    }));
  const drawn = may('settings')
    ? bots.flatMap((bot) => [
        {
          id: `bot ${bot.key}`,
          label: bot.name,
          description: text('app.bot'),
          leftSection: <IconRobot size={18} aria-hidden />,
          onClick: go(`/bots/${encodeURIComponent(bot.key)}/flows`),
        },
      ])
    : [];
  return (
    <Spotlight
      actions={[
        { group: text('app.places'), actions: screens },
        { group: text('app.bots'), actions: drawn },
      ]}
      shortcut="mod + K"
      nothingFound={text('app.nothingFound')}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: text('app.paletteHint'),
        'aria-label': text('app.palette'),
      }}
    />
  );
}
