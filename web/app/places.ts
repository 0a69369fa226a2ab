/** The sidebar's entries, in order: what each leads to, and the right without which it is not shown. */
import {
  type Icon,
  IconAddressBook,
  IconArrowBackUp,
  IconChartBar,
  IconHistory,
  IconKey,
  IconListDetails,
  IconMessages,
  IconPlayerPlay,
  IconRoute,
  IconSettings,
  IconSpeakerphone,
  IconStack2,
  IconTableOptions,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react';
import type { TextKey } from '../parts/language.ts';

/**
 * `to` may hold `$bot`: the bot that is being looked at, or was last. `scope` `any`: whoever has signed in.
 * `under`: the heading that it stands under.
 */
export type Place = { to: string; text: TextKey; scope: string; icon: Icon; under?: TextKey };

export const places: readonly Place[] = [
  { to: '/dialogs', text: 'dialogs.title', scope: 'dialogs', icon: IconMessages },
  { to: '/contacts', text: 'contacts.title', scope: 'dialogs', icon: IconAddressBook },
  { to: '/bots/$bot/flows', text: 'flow.place', scope: 'settings', icon: IconRoute },
  {
    ...{ to: '/tracker/campaigns', text: 'tracker.campaigns', under: 'tracker.group' },
    ...{ scope: 'tracker.read', icon: IconSpeakerphone },
  },
  {
    ...{ to: '/tracker/postbacks', text: 'tracker.postbacks', under: 'tracker.group' },
    // Their URLs let whoever knows them report deposits; the logs show them too.
    ...{ scope: 'logs', icon: IconArrowBackUp },
  },
  {
    ...{ to: '/tracker/pictures', text: 'tracker.pictures', under: 'tracker.group' },
    ...{ scope: 'tracker.read', icon: IconChartBar },
  },
  { to: '/logs', text: 'logs.title', scope: 'logs', icon: IconListDetails },
  { to: '/bots/$bot/settings', text: 'settings.title', scope: 'settings', icon: IconSettings },
  { to: '/try', text: 'app.try', scope: 'simulate', icon: IconPlayerPlay },
  {
    ...{ to: '/company/people', text: 'company.people.title', under: 'company.group' },
    ...{ scope: 'users', icon: IconUsers },
  },
  {
    ...{ to: '/company/roles', text: 'company.roles.title', under: 'company.group' },
    ...{ scope: 'any', icon: IconTableOptions },
  },
  {
    ...{ to: '/company/keys', text: 'company.keys.title', under: 'company.group' },
    ...{ scope: 'users', icon: IconKey },
  },
  {
    ...{ to: '/company/audit', text: 'company.audit.title', under: 'company.group' },
    ...{ scope: 'audit', icon: IconHistory },
  },
  {
    ...{ to: '/company/spaces', text: 'company.spaces.title', under: 'company.group' },
    ...{ scope: 'any', icon: IconStack2 },
  },
  {
    ...{ to: '/company/me', text: 'company.me.title', under: 'company.group' },
    ...{ scope: 'any', icon: IconUserCircle },
  },
];
