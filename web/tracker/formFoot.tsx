import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconUsers } from '@tabler/icons-react';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import styles from './tracker.module.css';
import type { PartForm, Told } from './usePartForm.ts';

/** The one button that saves, and what stands in its way; `beside` stands at the other end. */
export function FormFoot<Values>({ of, beside }: { of: PartForm<Values>; beside?: ReactNode }) {
  const text = useText();
  const { dirty } = of;
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm(text('tracker.leave')),
    enableBeforeUnload: dirty,
  });
  return (
    <div className={styles.foot}>
      {of.conflict && <ConflictNote of={of} told={of.conflict} />}
      {of.rest.length > 0 && (
        <Alert
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={text('tracker.wrong')}
          role="alert"
        >
          <ToldList told={of.rest} />
        </Alert>
      )}
      {of.failure !== null && of.failure !== undefined && <ErrorNote error={of.failure} />}
      <Group gap="sm">
        <Button type="submit" loading={of.saving} disabled={!dirty}>
          {text('tracker.save')}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {of.saved ? (
            <Group gap={6} component="span">
              <IconCheck size={16} aria-hidden />
              {text('tracker.saved')}
            </Group>
          ) : (
            dirty && text('tracker.unsaved')
          )}
        </Text>
        {beside && <div style={{ marginLeft: 'auto' }}>{beside}</div>}
      </Group>
    </div>
  );
}

/** Somebody saved first: what they have changed, while what was typed here stays. */
function ConflictNote<Values>({ of, told }: { of: PartForm<Values>; told: readonly Told[] }) {
  const text = useText();
  return (
    <Alert color="orange" icon={<IconUsers aria-hidden />} title={text('tracker.conflict')} role="alert">
      <Text size="sm">{text('tracker.conflictSays')}</Text>
      <ToldList told={told} />
      <Group gap="xs" mt="sm">
        <Button size="compact-md" onClick={of.saveMine}>
          {text('tracker.conflictMine')}
        </Button>
        <Button size="compact-md" variant="default" onClick={of.takeTheirs}>
          {text('tracker.conflictTheirs')}
        </Button>
      </Group>
    </Alert>
  );
}

function ToldList({ told }: { told: readonly Told[] }) {
  return (
    <List className={styles.told}>
      {told.map(({ name, reason }) => (
        <List.Item key={`${name} ${reason}`}>
          {name && <code>{name}</code>} {reason}
        </List.Item>
      ))}
    </List>
  );
}
