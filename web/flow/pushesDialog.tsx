import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PushShape, Step } from '../../src/flow/flow.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { loadSettings, type Settings } from '../settings/botSettings.ts';
import { changeSettings } from './changeSettings.ts';
import { useDrawing } from './drawing.ts';
import { findProblems } from './findProblems.ts';
import styles from './flow.module.css';
import type { ErrorAt } from './formProps.ts';
import { linksOf } from './graph.ts';
import { Preview } from './preview.tsx';
import { problemWords } from './problemWords.ts';
import { PushFields } from './pushFields.tsx';
import { Warning } from './warning.tsx';

/** The pushes for all steps of the flow that ask for them: a part of the bot's settings, saved at once. */
export function PushesDialog({ onClose, onSaved }: { onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { bot, flow } = useDrawing();
  const { data, error, refetch } = useQuery({
    queryKey: ['flowPushes', bot, flow.key],
    queryFn: async ({ signal }) => pushesIn((await loadSettings(bot, signal)).settings, flow.key),
    // Read once: what is typed must not be replaced from behind.
    ...{ gcTime: 0, staleTime: Number.POSITIVE_INFINITY },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={text('flow.pushes.title')}
      closeButtonProps={{ 'aria-label': text('flow.close') }}
    >
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader role="status" aria-label={text('app.loading')} />}
      {data && <PushesForm before={data} onClose={onClose} onSaved={onSaved} />}
    </Modal>
  );
}

const pushesIn = ({ globalPushes = {} }: Settings, flow: string): PushShape[] =>
  Object.hasOwn(globalPushes, flow) ? (globalPushes[flow] ?? []) : [];

type PushesFormProps = { before: readonly PushShape[]; onClose: () => void; onSaved: () => void };

function PushesForm({ before, onClose, onSaved }: PushesFormProps) {
  const text = useText();
  const { elsewhere, flow, macros } = useDrawing();
  const form = usePushes(before, onSaved);
  const step: Step = { key: 'pushes', kind: 'customPush', pushes: form.pushes };
  const known = new Set(elsewhere.map((one) => `${one.flow}/${one.key}`));
  const whole = { ...flow, steps: [...flow.steps, step] };
  const problems = findProblems(
    { ...flow, steps: [step] },
    {
      links: linksOf(whole, known).filter(({ from }) => from === step.key),
      unreachable: new Set(),
      macros: macros.source,
    },
    // That there is no push at all is right here.
  ).filter(({ place }) => place !== 'pushes');
  const errorAt: ErrorAt = (place) => {
    const found = problems.find((one) => one.place === place);
    return found && problemWords(found, text);
  };
  const wrong = problems.some(({ severity }) => severity === 'error');
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {text('flow.pushes.intro')}
      </Text>
      <div className={styles.pushes}>
        <Stack gap="sm">
          <PushFields pushes={form.pushes} errorAt={errorAt} onChange={form.setPushes} />
        </Stack>
        <Preview step={step} />
      </div>
      {form.theirs && (
        <Warning title={text('flow.pushes.changed')}>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={form.takeTheirs}>
              {text('flow.conflict.take')}
            </Button>
            <Button size="compact-sm" onClick={() => void form.save()}>
              {text('flow.pushes.over')}
            </Button>
          </Group>
        </Warning>
      )}
      {form.failure !== null && <ErrorNote error={form.failure} />}
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          {text('flow.cancel')}
        </Button>
        <Button loading={form.busy} disabled={wrong || form.theirs !== null} onClick={() => void form.save()}>
          {text('flow.pushes.save')}
        </Button>
      </Group>
    </Stack>
  );
}

class ChangedMeanwhile extends Error {
  readonly theirs: PushShape[];
  constructor(theirs: PushShape[]) {
    super('changed meanwhile');
    this.theirs = theirs;
  }
}

function usePushes(before: readonly PushShape[], onSaved: () => void) {
  const { bot, flow } = useDrawing();
  const client = useQueryClient();
  const [base, setBase] = useState(before);
  const [pushes, setPushes] = useState<PushShape[]>([...before]);
  const [theirs, setTheirs] = useState<PushShape[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const over = theirs ?? base;
    try {
      await changeSettings(bot, (settings) => {
        const now = pushesIn(settings, flow.key);
        if (JSON.stringify(now) !== JSON.stringify(over)) throw new ChangedMeanwhile(now);
        const { [flow.key]: _, ...others } = settings.globalPushes ?? {};
        const globalPushes = pushes.length > 0 ? { ...others, [flow.key]: pushes } : others;
        return { ...settings, globalPushes };
      });
      await client.invalidateQueries({ queryKey: ['bot', bot, 'settings'] });
      onSaved();
    } catch (reason) {
      if (reason instanceof ChangedMeanwhile) setTheirs(reason.theirs);
      else setFailure(reason);
    } finally {
      setBusy(false);
    }
  };
  const takeTheirs = (): void => {
    if (!theirs) return;
    setPushes(theirs);
    setBase(theirs);
    setTheirs(null);
  };
  return { pushes, setPushes, theirs, takeTheirs, failure, busy, save };
}
