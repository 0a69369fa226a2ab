import { createRouter } from '@tanstack/react-router';
import { BrokenScreen } from './brokenScreen.tsx';
import { NoScreen } from './noScreen.tsx';
import { routeTree } from './routes.ts';

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: false,
  defaultErrorComponent: BrokenScreen,
  defaultNotFoundComponent: NoScreen,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** Shown without sidebar and header, and to whoever is not signed in. */
    bare?: boolean;
  }
}
