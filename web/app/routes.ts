/** Every screen, by its address. Each is a chunk of its own: nobody waits for a screen that is not opened. */
import { createRootRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { Frame } from './frame.tsx';

const root = createRootRoute({ component: Frame });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  // A campaign link of a simulated bot leads to `/?start=...`.
  beforeLoad: () => {
    throw redirect({ href: `/try${window.location.search}` });
  },
});

const tryIt = createRoute({
  getParentRoute: () => root,
  path: '/try',
  component: lazyRouteComponent(() => import('../tryIt/tryIt.tsx'), 'TryIt'),
});

export const routeTree = root.addChildren([home, tryIt]);
