import { Loader } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ApiDialog, ApiMessage } from '../../src/api/contract.ts';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { toneOfLine } from '../tryIt/groupByCause.ts';
import { TimelineLine } from '../tryIt/timelineLine.tsx';
import styles from './chat.module.css';
import { type ChatLine, type ChatToggles, chatLines } from './chatLines.ts';
import { Composer } from './composer.tsx';
import { EventCard } from './eventCard.tsx';
import { MessageBubble } from './messageBubble.tsx';
import { ScheduledList } from './scheduledList.tsx';
import { useMessages, useScheduled, useTimeline } from './useDialog.ts';

type About = { how: 'reply' | 'edit'; message: ApiMessage };

type ChatProps = {
  dialog: ApiDialog;
  toggles: ChatToggles;
  renew: () => void;
  /** Called whenever a message of the lead is on the screen. */
  onSeen: () => void;
};

/** The conversation, and the place where one writes. */
export function Chat({ dialog, toggles, renew, onSeen }: ChatProps) {
  const { may } = useSession();
  const [about, setAbout] = useState<About | null>(null);
  const messages = useMessages(dialog.id);
  const scheduled = useScheduled(dialog.id);
  const mayWrite = may('reply');
  const isShut = dialog.status === 'blocked' || dialog.status === 'stopped';
  const done = useCallback(() => setAbout(null), []);
  return (
    <>
      <Lines
        dialog={dialog}
        messages={messages}
        toggles={toggles}
        onSeen={onSeen}
        onAbout={mayWrite && !isShut ? setAbout : null}
      />
      <div className={styles.bottom}>
        <ScheduledList dialogId={dialog.id} items={scheduled} mayCancel={mayWrite} onChanged={renew} />
        <Write dialog={dialog} mayWrite={mayWrite} isShut={isShut}>
          <Composer dialog={dialog} about={about} onAboutDone={done} onSent={renew} />
        </Write>
      </div>
    </>
  );
}

function Write({
  dialog,
  mayWrite,
  isShut,
  children,
}: {
  dialog: ApiDialog;
  mayWrite: boolean;
  isShut: boolean;
  children: React.ReactNode;
}) {
  const text = useText();
  if (!mayWrite) return <p className={styles.shut}>{text('dialogs.shut.role')}</p>;
  if (isShut)
    return (
      <p className={styles.shut}>
        {text(`dialogs.shut.${dialog.status === 'blocked' ? 'blocked' : 'stopped'}`)}
      </p>
    );
  return children;
}

type LinesProps = {
  dialog: ApiDialog;
  messages: ReturnType<typeof useMessages>;
  toggles: ChatToggles;
  onSeen: () => void;
  onAbout: ((about: About) => void) | null;
};

function Lines({ dialog, messages, toggles, onSeen, onAbout }: LinesProps) {
  const text = useText();
  const wantsTimeline = toggles.automation || toggles.money;
  const timeline = useTimeline(dialog.id, wantsTimeline);
  const oldest = messages.items?.at(-1)?.at ?? null;
  const since = messages.more ? oldest : null;
  const lines = useMemo(
    () => chatLines(messages.items ?? [], wantsTimeline ? (timeline.items ?? []) : [], toggles, since),
    [messages.items, timeline.items, toggles, since, wantsTimeline],
  );
  // The timeline has shorter pages than a long conversation needs.
  const told = timeline.items?.at(-1)?.at;
  const isBehind = wantsTimeline && timeline.more && told !== undefined && (since === null || told > since);
  const { loadMore } = timeline;
  useEffect(() => {
    if (isBehind) loadMore();
  }, [isBehind, loadMore]);
  const newest = messages.items?.find(({ direction }) => direction === 'in')?.id;
  useSeen(newest, onSeen);
  const byId = useMemo(() => new Map(messages.items?.map((one) => [one.id, one])), [messages.items]);
  if (messages.error && !messages.items) {
    return (
      <div className={styles.scroller}>
        <ErrorNote error={messages.error} />
      </div>
    );
  }
  return (
    // The scroller begins at its lower end: what is new comes into sight, and older pages move nothing.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.scroller} tabIndex={0} role="log" aria-label={text('dialogs.chat')}>
      <div className={styles.lines}>
        {messages.more && <Older loading={messages.loading} onReach={messages.loadMore} />}
        {messages.items?.length === 0 && lines.length === 0 && (
          <p className={styles.nothing}>{text('dialogs.row.nothing')}</p>
        )}
        <ol className={styles.list}>
          {lines.map((line, index) => (
            <Line key={line.key} line={line} before={lines[index - 1]} byId={byId} onAbout={onAbout} />
          ))}
        </ol>
      </div>
    </div>
  );
}

/** Tells that what the lead wrote has been seen, once a message and only where somebody looks. */
function useSeen(newest: string | undefined, onSeen: () => void): void {
  const told = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (newest === undefined) return;
    const look = (): void => {
      if (document.visibilityState !== 'visible' || told.current === newest) return;
      told.current = newest;
      onSeen();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [newest, onSeen]);
}

/** Loads older messages as soon as it comes into sight. */
function Older({ loading, onReach }: { loading: boolean; onReach: () => void }) {
  const text = useText();
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { current } = place;
    if (!current || loading) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onReach());
    observer.observe(current);
    return () => observer.disconnect();
  }, [loading, onReach]);
  return (
    <button type="button" className={styles.older} ref={place} onClick={onReach}>
      {loading ? <Loader size="xs" aria-label={text('app.loading')} /> : text('dialogs.older')}
    </button>
  );
}

type LineProps = {
  line: ChatLine;
  before: ChatLine | undefined;
  byId: ReadonlyMap<string, ApiMessage>;
  onAbout: ((about: About) => void) | null;
};

function Line({ line, before, byId, onAbout }: LineProps) {
  const text = useText();
  const day = new Date(line.at).toDateString();
  const isNewDay = !before || new Date(before.at).toDateString() !== day;
  return (
    <>
      {isNewDay && (
        <li className={styles.day}>
          {new Intl.DateTimeFormat(text.language, { day: 'numeric', month: 'long', year: 'numeric' }).format(
            new Date(line.at),
          )}
        </li>
      )}
      {line.of === 'message' && <Message message={line.message} byId={byId} onAbout={onAbout} />}
      {line.of === 'event' && <EventCard event={line.event} rules={line.rules} />}
      {line.of === 'automation' && (
        <li className={styles.automation} data-tone={toneOfLine(line.item)}>
          <TimelineLine item={line.item} />
        </li>
      )}
    </>
  );
}

function Message({ message, byId, onAbout }: Omit<LineProps, 'line' | 'before'> & { message: ApiMessage }) {
  const isThere = message.deletedAt === undefined && ['sent', 'pending'].includes(message.state);
  const mayEdit = isThere && message.direction === 'out' && !withoutText.has(message.kind);
  return (
    <MessageBubble
      message={message}
      answered={message.replyTo === undefined ? undefined : byId.get(message.replyTo)}
      onReply={
        onAbout && isThere && message.kind !== 'button' ? () => onAbout({ how: 'reply', message }) : undefined
      }
      onEdit={onAbout && mayEdit ? () => onAbout({ how: 'edit', message }) : undefined}
    />
  );
}

const withoutText: ReadonlySet<string> = new Set(['videoNote', 'sticker', 'contact', 'location']);
