import { Link } from '@tanstack/react-router';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';
import { places } from './places.ts';
import { useSession } from './session.ts';

export function Sidebar() {
  const text = useText();
  const { may, name } = useSession();
  const shown = places.filter(({ scope }) => may(scope));
  return (
    <nav className={styles.nav} aria-label={text('app.places')}>
      <span className={styles.brand}>
        <img src="/favicon.svg" alt="" width={26} height={26} />
        Signalbox
      </span>
      <ul>
        {shown.map(({ to, text: key, icon: Sign, under }, index) => (
          <li key={to}>
            {under && shown[index - 1]?.under !== under && <p className={styles.group}>{text(under)}</p>}
            <Link
              to={to}
              className={styles.place}
              activeProps={{ 'data-here': true, 'aria-current': 'page' }}
            >
              <Sign size={18} stroke={1.8} aria-hidden />
              {text(key)}
            </Link>
          </li>
        ))}
      </ul>
      <p className={styles.who}>{name}</p>
    </nav>
  );
}
