import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../parts/useText.ts';
import styles from './flow.module.css';

type RowBoxProps = {
  title: string;
  onRemove?: (() => void) | undefined;
  /** Moves by -1 or 1. */
  onMove?: ((by: number) => void) | undefined;
  children: ReactNode;
};

/** One of several: a message, a branch, a push. */
export function RowBox({ title, onRemove, onMove, children }: RowBoxProps) {
  const text = useText();
  return (
    <section className={styles.box} aria-label={title}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Group gap={2} wrap="nowrap">
          {onMove && (
            <>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`${title}: ${text('flow.up')}`}
                onClick={() => onMove(-1)}
              >
                <IconArrowUp size={15} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`${title}: ${text('flow.down')}`}
                onClick={() => onMove(1)}
              >
                <IconArrowDown size={15} aria-hidden />
              </ActionIcon>
            </>
          )}
          {onRemove && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${title}: ${text('flow.remove')}`}
              onClick={onRemove}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      </Group>
      {children}
    </section>
  );
}

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      style={{ alignSelf: 'start', justifySelf: 'start' }}
      leftSection={<IconPlus size={15} aria-hidden />}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

/** The list with one of it at another place; the same list where that is beyond its ends. */
export function movedInList<Item>(list: readonly Item[], from: number, by: number): Item[] {
  const to = from + by;
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}
