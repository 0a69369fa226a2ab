/** What timeline lines are put together from. */
import type { ReactNode } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import { formatMoney } from '../../src/base/decimal.ts';
import type { Texts } from '../parts/useText.ts';
import { lineText } from './lineData.ts';
import styles from './timeline.module.css';

/** Tells a line of its kind. */
export type Teller = (item: ApiTimelineItem, text: Texts) => ReactNode;

export const strong = (value: string): ReactNode => <strong>{value}</strong>;

export const code = (value: string): ReactNode => <code className={styles.code}>{value}</code>;

export const quote = (said: string): ReactNode => <q className={styles.quote}>{said}</q>;

/** The amount that a line names, empty when it names none. */
export function lineAmount(item: ApiTimelineItem): string {
  const cost = lineText(item, 'cost');
  return cost && `${formatMoney(cost)} ${lineText(item, 'currency')}`;
}
