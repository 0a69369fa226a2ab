import { Tooltip } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSession } from '../app/session.ts';
import { useText } from '../parts/useText.ts';
import { dialogsOn } from './dialogsOn.ts';
import { useDrawing } from './drawing.ts';
import styles from './flow.module.css';

/** How many dialogs stand on a step (`flow/step`); leads to them whoever may see them. */
export function DialogCounter({ place, count }: { place: string; count: number }) {
  const text = useText();
  const { may } = useSession();
  const { bot } = useDrawing();
  const label = text('flow.dialogsHere', { count });
  const inside = (
    <>
      <IconUsers size={13} aria-hidden />
      <span>{new Intl.NumberFormat(text.language).format(count)}</span>
    </>
  );
  return (
    <Tooltip label={label}>
      {may('dialogs') ? (
        <Link
          {...dialogsOn(bot, place)}
          className={`${styles.counter} nodrag`}
          aria-label={label}
          onClick={(event) => event.stopPropagation()}
        >
          {inside}
        </Link>
      ) : (
        <span className={styles.counter}>{inside}</span>
      )}
    </Tooltip>
  );
}
