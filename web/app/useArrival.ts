import { useRouterState } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';
import { useText } from '../parts/useText.ts';
import { useBots } from './breadcrumb.tsx';
import { places } from './places.ts';
import { botOf, screenOf } from './screenOf.ts';

/**
 * Names the document after the screen; and whoever goes to another screen is taken there by the keyboard's
 * focus as well, so that a screen reader begins at its top. Choosing something within a screen moves nothing.
 */
export function useArrival(screen: RefObject<HTMLElement | null>): void {
  const text = useText();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const place = screenOf(path, places);
  const key = botOf(path);
  const bot = useBots().find((one) => one.key === key)?.name ?? key;
  const title = [place && text(place.text), bot, text('app.title')].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
  const here = place?.to ?? path;
  const before = useRef(here);
  useEffect(() => {
    if (before.current === here) return;
    before.current = here;
    screen.current?.focus({ preventScroll: true });
  }, [here, screen]);
}
