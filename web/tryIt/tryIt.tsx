import { VisuallyHidden } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { ApiDialog, ApiTryIt } from '../../src/api/contract.ts';
import { ApiFailure, getJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { ClosedDoor } from './closedDoor.tsx';
import { clickOfArrival } from './demo.ts';
import { DialogCard } from './dialogCard.tsx';
import { startBody } from './leadAct.ts';
import { LeadPanel, simulatorPath } from './leadPanel.tsx';
import { Story } from './story.tsx';
import { Timeline } from './timeline.tsx';
import styles from './tryIt.module.css';
import { readTryQuery } from './tryQuery.ts';
import { type DemoPlay, useDemo } from './useDemo.ts';
import { useLead } from './useLead.ts';

/** The demo: play a lead on the left, the world in the middle, and read on the right what came of it. */
export function TryIt() {
  const { about, start } = useAbout();
  const { error } = about;
  const door = error instanceof ApiFailure ? doors[error.status] : undefined;
  return (
    <div className={styles.page} data-playing={about.data !== undefined}>
      {about.data && <Stage key={about.data.bot.key} about={about.data} start={start} />}
      {door && <ClosedDoor door={door} onRetry={() => void about.refetch()} />}
      {error && !door && (
        <main className={styles.trouble}>
          <ErrorNote error={error} onRetry={() => void about.refetch()} />
        </main>
      )}
    </div>
  );
}

/**
 * The bot that the address names (`?bot=`), or the one to which the click of its `?start=` leads. The page is the
 * simulated bot's deep link; a reload of it is no second arrival, so the click leaves the address.
 */
function useAbout() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { bot } = readTryQuery(useSearch({ strict: false }));
  const [start] = useState(() => clickOfArrival(window.location.search));
  const asked =
    bot === undefined && start !== null ? `?start=${start}` : bot && `?bot=${encodeURIComponent(bot)}`;
  const about = useQuery({
    queryKey: ['try', bot ?? null],
    queryFn: ({ signal }) => getJson<ApiTryIt>(`/try${asked ?? ''}`, signal),
    // Campaigns and postbacks may have been made since it was looked at last.
    staleTime: 5000,
  });
  const { data } = about;
  useEffect(() => {
    if (!data || !clickOfArrival(window.location.search)) return;
    client.setQueryData(['try', data.bot.key], data);
    void navigate({ to: '/try', search: { bot: data.bot.key }, replace: true });
  }, [data, client, navigate]);
  return { about, start };
}

/** Answers that are no trouble but a state of the server. */
const doors: Record<number, 'signIn' | 'off'> = { 401: 'signIn', 404: 'off' };

function Stage({ about, start: clickid }: { about: ApiTryIt; start: string | null }) {
  const text = useText();
  const play = useDemo(about.bot.key, clickid);
  const lead = useLead(about.bot.key, play.demo.chatId);
  const { dialog, refresh } = lead;
  useLeadOfThisServer(play, dialog);
  useClickOfThisLead(play, dialog);
  const start = async () => {
    await play.perform('start', simulatorPath(about.bot.key), startBody(play.demo));
    refresh();
  };
  const shared = { about, play, dialog, refresh, onStart: start };
  return (
    <main className={styles.main}>
      <VisuallyHidden component="h1">{text('page.heading')}</VisuallyHidden>
      <p className={styles.intro}>{text('page.intro')}</p>
      <nav className={styles.jumps} aria-label={text('nav.label')}>
        <a href="#phone">{text('nav.phone')}</a>
        <a href="#story">{text('nav.story')}</a>
        <a href="#why">{text('nav.why')}</a>
      </nav>
      <div className={styles.columns}>
        <div className={styles.column} data-column="phone">
          <LeadPanel {...shared} bot={about.bot} bots={about.bots} messages={lead.messages} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div className={styles.column} data-column="story" tabIndex={0}>
          <Story {...shared} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div className={styles.column} data-column="why" id="why" tabIndex={0}>
          {Boolean(lead.error) && <ErrorNote error={lead.error} onRetry={refresh} />}
          <DialogCard dialog={dialog} />
          <Timeline items={lead.timeline?.items} more={Boolean(lead.timeline?.nextCursor)} live={lead.live} />
        </div>
      </div>
    </main>
  );
}

/** With everything of the lead its click is erased, too: the next Start comes without one. */
function useClickOfThisLead({ change }: DemoPlay, dialog: ApiDialog | null | undefined): void {
  const known = useRef(false);
  useEffect(() => {
    if (dialog === null && known.current) change({ clickid: null });
    known.current = dialog !== null && dialog !== undefined;
  });
}

/**
 * The browser may remember a lead that another data folder knew: one that had started the bot and
 * has no dialog any more. Then the visitor begins as another lead.
 */
function useLeadOfThisServer(play: DemoPlay, dialog: ApiDialog | null | undefined): void {
  const [startedBefore] = useState((play.demo.cards.start?.count ?? 0) > 0);
  const checked = useRef(false);
  const { becomeAnother } = play;
  useEffect(() => {
    if (checked.current || dialog === undefined) return;
    checked.current = true;
    if (startedBefore && dialog === null) becomeAnother();
  }, [startedBefore, dialog, becomeAnother]);
}
