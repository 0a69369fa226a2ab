import { CloseButton } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiScheduled } from '../../src/api/contractOperators.ts';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { mediaWords } from '../tryIt/plainWords.ts';
import styles from './composer.module.css';

type ScheduledListProps = {
  dialogId: string;
  items: readonly ApiScheduled[];
  mayCancel: boolean;
  onChanged: () => void;
};

/** Messages that go out later, above the place where one writes. */
export function ScheduledList({ dialogId, items, mayCancel, onChanged }: ScheduledListProps) {
  const text = useText();
  const [error, setError] = useState<unknown>(null);
  const cancel = async (id: string): Promise<void> => {
    setError(null);
    await sendJson('DELETE', `/dialogs/${dialogId}/scheduled/${id}`).catch(setError);
    onChanged();
  };
  if (items.length === 0) return null;
  return (
    <>
      {error !== null && <ErrorNote error={error} />}
      <ul className={styles.scheduled} aria-label={text('dialogs.later.list')}>
        {items.map(({ id, at, by, text: words, media }) => (
          <li key={id}>
            <IconClockHour4 size={15} aria-hidden />
            <time dateTime={at}>{momentTime(at, text.language)}</time>
            <span className={styles.scheduledText} title={by}>
              {[media && mediaWords(text, media), words].filter(Boolean).join(' · ')}
            </span>
            {mayCancel && (
              <CloseButton
                size="xs"
                aria-label={text('dialogs.later.cancel')}
                onClick={() => void cancel(id)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
