import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ApiDialog, ApiTryIt } from '../../src/api/contract.ts';
import { ApiFailure, getJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { ClosedDoor } from './closedDoor.tsx';
import { DialogCard } from './dialogCard.tsx';
import { startBody } from './leadAct.ts';
import { LeadPanel, simulatorPath } from './leadPanel.tsx';
import { Story } from './story.tsx';
import { Timeline } from './timeline.tsx';
import styles from './tryIt.module.css';
import { type DemoPlay, useDemo } from './useDemo.ts';
import { useLead } from './useLead.ts';

/** The demo: play a lead on the left, the world in the middle, and read on the right what came of it. */
export function TryIt() {
  const about = useQuery({
    queryKey: ['try'],
    queryFn: ({ signal }) => getJson<ApiTryIt>('/try', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { error } = about;
  const door = error instanceof ApiFailure ? doors[error.status] : undefined;
  return (
    <div className={styles.page} data-playing={about.data !== undefined}>
      {about.data && <Stage about={about.data} />}
      {door && <ClosedDoor door={door} onRetry={() => void about.refetch()} />}
      {error && !door && (
        <main className={styles.trouble}>
          <ErrorNote error={error} onRetry={() => void about.refetch()} />
        </main>
      )}
    </div>
  );
}

/** Answers that are no trouble but a state of the server. */
const doors: Record<number, 'signIn' | 'off'> = { 401: 'signIn', 404: 'off' };

function Stage({ about }: { about: ApiTryIt }) {
  const text = useText();
  const play = useDemo();
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
          <LeadPanel {...shared} bot={about.bot} messages={lead.messages} />
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
