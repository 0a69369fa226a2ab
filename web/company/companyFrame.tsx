import { Outlet, useRouterState } from '@tanstack/react-router';
import { places } from '../app/places.ts';
import { screenOf } from '../app/screenOf.ts';
import { useSession } from '../app/session.ts';
import { PageNav } from '../parts/pageNav.tsx';
import { useText } from '../parts/useText.ts';

/** The company's screens beside their list: one entry of the sidebar leads to all of them. */
export function CompanyFrame() {
  const text = useText();
  const { may } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = screenOf(path, places)?.to;
  const pages = places
    .filter(({ of, scope }) => of === 'company' && may(scope))
    .map(({ to, text: key, icon }) => ({ to, label: text(key), icon, here: to === here }));
  return (
    <PageNav label={text('company.group')} pages={pages}>
      <Outlet />
    </PageNav>
  );
}
