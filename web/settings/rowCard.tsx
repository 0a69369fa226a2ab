import { ActionIcon, Group } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../parts/useText.ts';
import styles from './settings.module.css';

/** One of a list that a page edits: its name, how to take it away, perhaps how to move it. */
export function RowCard({
  title,
  right,
  onRemove,
  onUp,
  onDown,
  children,
}: {
  title: string;
  right?: ReactNode;
  onRemove(): void;
  onUp?: (() => void) | null;
  onDown?: (() => void) | null;
  children: ReactNode;
}) {
  const text = useText();
  return (
    <section className={styles.row} aria-label={title}>
      <div className={styles.rowHead}>
        <h2 className={styles.rowTitle}>{title}</h2>
        <Group gap={4} wrap="nowrap">
          {right}
          {onUp !== undefined && (
            <Act label={`${text('settings.up')}: ${title}`} icon={<IconArrowUp size={17} />} onClick={onUp} />
          )}
          {onDown !== undefined && (
            <Act
              label={`${text('settings.down')}: ${title}`}
              icon={<IconArrowDown size={17} />}
              onClick={onDown}
            />
          )}
          <Act
            label={`${text('settings.remove')}: ${title}`}
            icon={<IconTrash size={17} />}
            onClick={onRemove}
          />
        </Group>
      </div>
      {children}
    </section>
  );
}

function Act({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: (() => void) | null }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      disabled={onClick === null}
      onClick={() => onClick?.()}
    >
      {icon}
    </ActionIcon>
  );
}
