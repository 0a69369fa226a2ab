/** The sidebar's entries, in order: what each leads to, and the right without which it is not shown. */
import {
  type Icon,
  IconAddressBook,
  IconArrowBackUp,
  IconChartBar,
  IconHistory,
  IconKey,
  IconListCheck,
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
 * `under`: the heading that it stands under. `of`: the screen whose own list it stands in, instead of the sidebar;
 * `start`: there is one way to it, from the start page.
 */
export type Place = {
  to: string;
  text: TextKey;
  scope: string;
  icon: Icon;
  under?: TextKey;
  of?: 'company' | 'start';
};

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
  { to: '/first-steps', text: 'app.first.title', scope: 'settings', icon: IconListCheck, of: 'start' },
  {
    ...{ to: '/company/people', text: 'company.people.title', of: 'company' },
    ...{ scope: 'users', icon: IconUsers },
  },
  {
    ...{ to: '/company/roles', text: 'company.roles.title', of: 'company' },
    ...{ scope: 'any', icon: IconTableOptions },
  },
  {
    ...{ to: '/company/keys', text: 'company.keys.title', of: 'company' },
    ...{ scope: 'users', icon: IconKey },
  },
  {
    ...{ to: '/company/audit', text: 'company.audit.title', of: 'company' },
    ...{ scope: 'audit', icon: IconHistory },
  },
  {
    ...{ to: '/company/spaces', text: 'company.spaces.title', of: 'company' },
    ...{ scope: 'any', icon: IconStack2 },
  },
  {
    ...{ to: '/company/me', text: 'company.me.title', of: 'company' },
    ...{ scope: 'any', icon: IconUserCircle },
  },
];
