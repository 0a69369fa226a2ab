/** Every screen, by its address. Each is a chunk of its own: nobody waits for a screen that is not opened. */
import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readContactQuery } from '../contacts/contactQuery.ts';
import { readListQuery } from '../dialogs/listQuery.ts';
import { readStepQuery } from '../flow/stepQuery.ts';
import { readLogQuery } from '../logs/logQuery.ts';
import { readTryQuery } from '../tryIt/tryQuery.ts';
import { Frame } from './frame.tsx';
import { Home } from './home.tsx';

const root = createRootRoute({ component: Frame });

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });

const firstSteps = createRoute({
  getParentRoute: () => root,
  path: '/first-steps',
  component: lazyRouteComponent(() => import('./firstSteps.tsx'), 'FirstSteps'),
});

const tryIt = createRoute({
  getParentRoute: () => root,
  path: '/try',
  validateSearch: readTryQuery,
  component: lazyRouteComponent(() => import('../tryIt/tryIt.tsx'), 'TryIt'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/bots/$bot/settings',
  component: lazyRouteComponent(() => import('../settings/settingsScreen.tsx'), 'BotSettings'),
});

const settingsPage = createRoute({
  getParentRoute: () => root,
  path: '/bots/$bot/settings/$page',
  component: lazyRouteComponent(() => import('../settings/settingsScreen.tsx'), 'BotSettings'),
});

const newBot = createRoute({
  getParentRoute: () => root,
  path: '/new-bot',
  component: lazyRouteComponent(() => import('../settings/createBot.tsx'), 'CreateBot'),
});

/** One screen for both addresses: the list stays as it is while dialogs are opened beside it. */
const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  validateSearch: readListQuery,
  component: lazyRouteComponent(() => import('../dialogs/dialogs.tsx'), 'Dialogs'),
});

const dialogs = createRoute({ getParentRoute: () => desk, path: '/dialogs' });

const dialog = createRoute({ getParentRoute: () => desk, path: '/dialogs/$dialogId' });

const contacts = createRoute({
  getParentRoute: () => root,
  path: '/contacts',
  validateSearch: readContactQuery,
  component: lazyRouteComponent(() => import('../contacts/contacts.tsx'), 'Contacts'),
});

const logs = createRoute({
  getParentRoute: () => root,
  path: '/logs',
  validateSearch: readLogQuery,
  component: lazyRouteComponent(() => import('../logs/logs.tsx'), 'Logs'),
});

const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/tracker/campaigns',
  component: lazyRouteComponent(() => import('../tracker/campaigns.tsx'), 'Campaigns'),
});

const campaign = createRoute({
  getParentRoute: () => root,
  path: '/tracker/campaigns/$campaign',
  component: lazyRouteComponent(() => import('../tracker/campaign.tsx'), 'Campaign'),
});

const postbacks = createRoute({
  getParentRoute: () => root,
  path: '/tracker/postbacks',
  component: lazyRouteComponent(() => import('../tracker/postbacks.tsx'), 'Postbacks'),
});

const postback = createRoute({
  getParentRoute: () => root,
  path: '/tracker/postbacks/$postback',
  component: lazyRouteComponent(() => import('../tracker/postback.tsx'), 'Postback'),
});

const pictures = createRoute({
  getParentRoute: () => root,
  path: '/tracker/pictures',
  component: lazyRouteComponent(() => import('../tracker/pictures.tsx'), 'Pictures'),
});

const flows = createRoute({
  getParentRoute: () => root,
  path: '/bots/$bot/flows',
  component: lazyRouteComponent(() => import('../flow/flowsScreen.tsx'), 'FlowsScreen'),
});

const flow = createRoute({
  getParentRoute: () => root,
  path: '/bots/$bot/flows/$flow',
  validateSearch: readStepQuery,
  component: lazyRouteComponent(() => import('../flow/flowScreen.tsx'), 'FlowScreen'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../signIn/signIn.tsx'), 'SignIn'),
  staticData: { bare: true },
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../signIn/welcome.tsx'), 'Welcome'),
  staticData: { bare: true },
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../signIn/invitation.tsx'), 'Invitation'),
  staticData: { bare: true },
});

/** The company's screens share their list. */
const company = createRoute({
  getParentRoute: () => root,
  id: 'company',
  component: lazyRouteComponent(() => import('../company/companyFrame.tsx'), 'CompanyFrame'),
});

const people = createRoute({
  getParentRoute: () => company,
  path: '/company/people',
  component: lazyRouteComponent(() => import('../company/people.tsx'), 'People'),
});

const roles = createRoute({
  getParentRoute: () => company,
  path: '/company/roles',
  component: lazyRouteComponent(() => import('../company/roles.tsx'), 'Roles'),
});

const keys = createRoute({
  getParentRoute: () => company,
  path: '/company/keys',
  component: lazyRouteComponent(() => import('../company/keys.tsx'), 'Keys'),
});

const audit = createRoute({
  getParentRoute: () => company,
  path: '/company/audit',
  component: lazyRouteComponent(() => import('../company/audit.tsx'), 'Audit'),
});

const spaces = createRoute({
  getParentRoute: () => company,
  path: '/company/spaces',
  component: lazyRouteComponent(() => import('../company/spaces.tsx'), 'Spaces'),
});

const myAccount = createRoute({
  getParentRoute: () => company,
  path: '/company/me',
  component: lazyRouteComponent(() => import('../company/myAccount.tsx'), 'MyAccount'),
});

const doors = [signIn, welcome, invitation];

const tracker = [campaigns, campaign, postbacks, postback, pictures];

export const routeTree = root.addChildren([
  home,
  firstSteps,
  tryIt,
  desk.addChildren([dialogs, dialog]),
  contacts,
  logs,
  flows,
  flow,
  settings,
  settingsPage,
  newBot,
  ...tracker,
  ...doors,
  company.addChildren([people, roles, keys, audit, spaces, myAccount]),
]);
