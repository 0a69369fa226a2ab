import { Link } from '@tanstack/react-router';
import { useText } from '../parts/useText.ts';
import { useCurrentBot } from './currentBot.ts';
import styles from './frame.module.css';
import { places } from './places.ts';
import { addressOf } from './screenOf.ts';
import { useSession } from './session.ts';

export function Sidebar() {
  const text = useText();
  const { may } = useSession();
  const bot = useCurrentBot();
  const shown = places.flatMap((place) => {
    // Without a bot its screens lead to making one.
    const toBot = addressOf(place.to, bot) ?? (may('settings') ? '/new-bot' : null);
    const address = may(place.scope) ? toBot : null;
    return address === null ? [] : [{ ...place, address }];
  });
  return (
    <nav className={styles.nav} aria-label={text('app.places')}>
      <span className={styles.brand}>
        <img src="/favicon.svg" alt="" width={26} height={26} />
        Signalbox
      </span>
      <ul>
        {shown.map(({ to, address, text: key, icon: Sign, under }, index) => (
          <li key={to} data-apart={(!under && shown[index - 1]?.under !== undefined) || undefined}>
            {under && shown[index - 1]?.under !== under && <p className={styles.group}>{text(under)}</p>}
            <Link
              to={address}
              className={styles.place}
              activeProps={{ 'data-here': true, 'aria-current': 'page' }}
            >
              <Sign size={18} stroke={1.8} aria-hidden />
              {text(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
