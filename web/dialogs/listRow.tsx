import { IconArrowBackUp, IconStarFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ApiListedDialog } from '../../src/api/contractOperators.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { mediaWords, statusWords } from '../tryIt/plainWords.ts';
import styles from './list.module.css';
import type { ListQuery } from './listQuery.ts';

type ListRowProps = { dialog: ApiListedDialog; here: boolean; query: ListQuery };

/** One dialog of the list: who, what was said last, where it stands. */
export function ListRow({ dialog, here, query }: ListRowProps) {
  const text = useText();
  const { id, name, username, chatId, status, flow, step, last, unread, needsReply, favourite } = dialog;
  const called = name || (username && `@${username}`) || String(chatId);
  const at = dialog.lastMessageAt ?? dialog.createdAt;
  return (
    <Link
      to="/dialogs/$dialogId"
      params={{ dialogId: id }}
      search={query}
      className={styles.row}
      data-unread={unread ?? false}
      aria-current={here ? 'page' : undefined}
      preload={false}
    >
      <span className={styles.avatar} aria-hidden data-tone={Number(id) % 6}>
        {[...called.replace(/^@/, '')][0]?.toUpperCase()}
      </span>
      <span className={styles.who}>
        <span className={styles.name}>{called}</span>
        {favourite && <IconStarFilled size={13} aria-label={text('dialogs.tab.favourite')} />}
        <time dateTime={at}>{momentTime(at, text.language)}</time>
      </span>
      <span className={styles.said}>
        {needsReply && <IconArrowBackUp size={14} aria-label={text('dialogs.tab.needsReply')} />}
        <span className={styles.words}>
          {last ? (
            <>
              {last.direction === 'out' && <span className={styles.ours}>{text('dialogs.row.ours')} </span>}
              {last.text || mediaWords(text, last.kind)}
            </>
          ) : (
            text('dialogs.row.nothing')
          )}
        </span>
        {unread && <span className={styles.dot} role="img" aria-label={text('dialogs.tab.unread')} />}
      </span>
      <span className={styles.place}>
        <span className={styles.status} data-status={status}>
          {statusWords(text, status)}
        </span>
        {step && <span className={styles.step}>{`${flow ?? ''}/${step.key}`}</span>}
      </span>
    </Link>
  );
}
