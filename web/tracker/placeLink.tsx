import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './tracker.module.css';

/** A link to another screen, by its address. */
export function PlaceLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className={styles.place}>
      {children}
    </Link>
  );
}

export const dialogAddress = (id: string): string => `/dialogs/${encodeURIComponent(id)}`;
export const campaignAddress = (key: string): string => `/tracker/campaigns/${encodeURIComponent(key)}`;
export const postbackAddress = (key: string): string => `/tracker/postbacks/${encodeURIComponent(key)}`;

/** Of a step as rules name it: `flow/step`. */
export function stepAddress(bot: string, place: string): string {
  const [flow = '', step = ''] = place.split('/');
  return `/bots/${encodeURIComponent(bot)}/flows/${encodeURIComponent(flow)}?step=${encodeURIComponent(step)}`;
}
