import { Alert, Button, Group, List, Modal, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { ConflictNote } from './conflictNote.tsx';
import styles from './settings.module.css';
import type { SettingsForm, Told } from './useSettingsForm.ts';

type Shown = { title: string; intro?: ReactNode; children: ReactNode };

/** A page of the settings without a form of its own. */
export function PlainPage({ title, intro, children }: Shown) {
  return (
    <div className={styles.page}>
      <Title order={1} className={styles.title}>
        {title}
      </Title>
      {intro && <p className={styles.intro}>{intro}</p>}
      {children}
    </div>
  );
}

/** The form of one page: its parts, what was found, and the one button that saves them. */
export function SettingsPage<Values>({ of, ...page }: Shown & { of: SettingsForm<Values> }) {
  const text = useText();
  const element = useRef<HTMLFormElement>(null);
  const dirty = of.form.isDirty();
  const found = dirty ? [] : (of.findings.get('') ?? []);
  const wrong = Object.keys(of.form.errors).length;
  useEffect(() => {
    // Whoever has pressed the button at the bottom must see what is wrong at the top.
    if (wrong > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong]);
  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        of.submit();
      }}
    >
      <PlainPage {...page} />
      <div className={styles.foot}>
        {of.conflict && <ConflictNote of={of} conflict={of.conflict} />}
        {of.rest.length > 0 && <ToldNote told={of.rest} bad />}
        {found.length > 0 && <ToldNote told={found} />}
        {of.failure !== null && of.failure !== undefined && <ErrorNote error={of.failure} />}
        <Group className={styles.bar} justify="space-between">
          <Text size="sm" c="dimmed" role="status">
            {wrong > 0 && <span className={styles.bad}>{text('settings.wrongCount', { count: wrong })}</span>}
            {wrong === 0 && dirty && text('settings.unsaved')}
            {wrong === 0 && !dirty && of.saved && (
              <span className={styles.good}>
                <IconCheck size={16} aria-hidden /> {text('settings.saved')}
              </span>
            )}
          </Text>
          <Group gap="xs">
            {dirty && (
              <Button variant="default" onClick={() => of.form.reset()}>
                {text('settings.discard')}
              </Button>
            )}
            <Button type="submit" loading={of.saving} disabled={!dirty}>
              {text('settings.save')}
            </Button>
          </Group>
        </Group>
      </div>
      <LeavingGuard dirty={dirty} />
    </form>
  );
}

function ToldNote({ told, bad = false }: { told: readonly Told[]; bad?: boolean }) {
  const text = useText();
  const Sign = bad ? IconAlertTriangle : IconInfoCircle;
  return (
    <Alert
      color={bad ? 'red' : 'yellow'}
      icon={<Sign aria-hidden />}
      title={text(bad ? 'settings.refused' : 'settings.findings')}
      role={bad ? 'alert' : 'status'}
    >
      <List size="sm">
        {told.map(({ place, reason }) => (
          <List.Item key={`${place} ${reason}`}>
            {place !== '' && <code>{place}</code>} {reason}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** What was typed is not lost by a wrong click. */
function LeavingGuard({ dirty }: { dirty: boolean }) {
  const text = useText();
  const blocked = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  const stay = (): void => blocked.reset?.();
  return (
    <Modal opened={blocked.status === 'blocked'} onClose={stay} title={text('settings.leave')} centered>
      <Text size="sm">{text('settings.leaveSays')}</Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={stay}>
          {text('settings.stay')}
        </Button>
        <Button color="red" onClick={() => blocked.proceed?.()}>
          {text('settings.leaveAll')}
        </Button>
      </Group>
    </Modal>
  );
}

/** A group of fields with a heading. */
export function Part({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h2 className={styles.heading}>{title}</h2>
      {intro && <p className={styles.intro}>{intro}</p>}
      {children}
    </section>
  );
}
