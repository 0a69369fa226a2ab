import { Alert, Button, Group, Table } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useText } from '../parts/useText.ts';
import styles from './settings.module.css';
import type { Conflict, SettingsForm } from './useSettingsForm.ts';

const most = 12;

/** Somebody saved first: what they changed, while what was typed here stays. */
export function ConflictNote<Values>({ of, conflict }: { of: SettingsForm<Values>; conflict: Conflict }) {
  const text = useText();
  const shown = conflict.changes.slice(0, most);
  return (
    <Alert color="orange" icon={<IconUsers aria-hidden />} title={text('settings.conflict')} role="alert">
      <p className={styles.tight}>{text('settings.conflict.says')}</p>
      <Table.ScrollContainer minWidth={360}>
        <Table withRowBorders fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text('settings.conflict.what')}</Table.Th>
              <Table.Th>{text('settings.conflict.before')}</Table.Th>
              <Table.Th>{text('settings.conflict.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ path, before, after }) => (
              <Table.Tr key={path}>
                <Table.Td>
                  <code>{path}</code>
                </Table.Td>
                <Table.Td className={styles.value}>{shortly(before)}</Table.Td>
                <Table.Td className={styles.value}>{shortly(after)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {conflict.changes.length > most && (
        <p className={styles.tight}>
          {text('settings.conflict.more', { count: conflict.changes.length - most })}
        </p>
      )}
      <Group gap="xs" mt="sm">
        <Button size="compact-md" onClick={of.saveMine}>
          {text('settings.conflict.mine')}
        </Button>
        <Button size="compact-md" variant="default" onClick={of.takeTheirs}>
          {text('settings.conflict.theirs')}
        </Button>
      </Group>
    </Alert>
  );
}

function shortly(value: unknown): string {
  if (value === undefined) return '—';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
