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
