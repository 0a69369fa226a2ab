import { type Icon, IconBuilding } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import type { TextKey } from '../parts/language.ts';
import { useText } from '../parts/useText.ts';
import { useCurrentBot } from './currentBot.ts';
import styles from './frame.module.css';
import { type Place, places } from './places.ts';
import { addressOf, screenOf } from './screenOf.ts';
import { useSession } from './session.ts';

type Entry = { key: string; to: string; text: TextKey; icon: Icon; under?: TextKey; here: boolean };

export function Sidebar() {
  const text = useText();
  const entries = useEntries();
  return (
    <nav className={styles.nav} aria-label={text('app.places')}>
      <Link to="/" className={styles.brand} activeProps={{}} title={text('app.home')}>
        <img src="/favicon.svg" alt="" width={26} height={26} />
        Signalbox
      </Link>
      <ul>
        {entries.map(({ key, to, text: name, icon: Sign, under, here }, index) => (
          <li key={key} data-apart={(!under && entries[index - 1]?.under !== undefined) || undefined}>
            {under && entries[index - 1]?.under !== under && <p className={styles.group}>{text(under)}</p>}
            <Link
              to={to}
              className={styles.place}
              activeProps={{}}
              {...(here && { 'data-here': true, 'aria-current': 'page' as const })}
            >
              <Sign size={18} stroke={1.8} aria-hidden />
              {text(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What this person may open; of the company's screens the first stands for all. */
function useEntries(): Entry[] {
  const { may } = useSession();
  const bot = useCurrentBot();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = screenOf(path, places);
  const allowed = places.filter(({ scope }) => may(scope));
  const own = allowed.filter(({ of }) => of === undefined);
  const company = allowed.find(({ of }) => of === 'company');
  const entries = own.flatMap((place): Entry[] => {
    // Without a bot its screens lead to making one.
    const to = addressOf(place.to, bot) ?? (may('settings') ? '/new-bot' : null);
    return to === null ? [] : [{ ...shown(place), to, here: place === here }];
  });
  if (!company) return entries;
  const icon = IconBuilding;
  return [
    ...entries,
    { key: 'company', to: company.to, text: 'company.group', icon, here: here?.of === 'company' },
  ];
}

const shown = ({ to, text, icon, under }: Place) => ({ key: to, text, icon, ...(under && { under }) });
