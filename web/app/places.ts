/** The sidebar's entries, in order: what each leads to, and the right without which it is not shown. */
import { type Icon, IconPlayerPlay } from '@tabler/icons-react';
import type { TextKey } from '../parts/language.ts';

export type Place = { to: string; text: TextKey; scope: string; icon: Icon; under?: TextKey };

export const places: readonly Place[] = [
  { to: '/try', text: 'app.try', scope: 'simulate', icon: IconPlayerPlay },
];
