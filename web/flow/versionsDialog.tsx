import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Flow } from '../../src/flow/flow.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { DifferenceView } from './differenceView.tsx';
import { type FlowVersionSummary, listVersions, loadVersion, restoreVersion } from './flowApi.ts';
import { readFlow } from './readFlow.ts';
import type { FlowEditor } from './useFlowEditor.ts';

/** What was published when and by whom, what each version changed, and the way back. */
export function VersionsDialog({ editor, onClose }: { editor: FlowEditor; onClose: () => void }) {
  const text = useText();
  const { bot, flow } = editor;
  const [open, setOpen] = useState<number | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['flowVersions', bot, flow.key],
    queryFn: ({ signal }) => listVersions(bot, flow.key, signal),
    staleTime: 0,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={text('flow.versions.title')}
      closeButtonProps={{ 'aria-label': text('flow.close') }}
    >
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader role="status" aria-label={text('app.loading')} />}
      {data?.items.length === 0 && <Text c="dimmed">{text('flow.versions.none')}</Text>}
      <Stack gap="md">
        {data?.items.map((version, index) => (
          <Version
            key={version.n}
            version={version}
            before={data.items[index + 1]?.n ?? null}
            editor={editor}
            current={index === 0}
            open={open === version.n}
            onToggle={() => setOpen(open === version.n ? null : version.n)}
            onDone={onClose}
          />
        ))}
      </Stack>
    </Modal>
  );
}

type VersionProps = {
  version: FlowVersionSummary;
  before: number | null;
  editor: FlowEditor;
  current: boolean;
  open: boolean;
  onToggle: () => void;
  onDone: () => void;
};

function Version({ version, before, editor, current, open, onToggle, onDone }: VersionProps) {
  const text = useText();
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const restore = async (): Promise<void> => {
    setBusy(true);
    try {
      const revision = await editor.flush();
      await restoreVersion(editor.bot, editor.flow.key, version.n, revision ?? editor.draftRevision);
      await editor.reload();
      onDone();
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label={text('flow.versions.one', { n: version.n })}>
      <Group justify="space-between" gap="xs">
        <Text>
          <strong>{text('flow.versions.one', { n: version.n })}</strong>{' '}
          {current && <span style={{ color: 'var(--sb-good)' }}>{text('flow.published')}</span>}{' '}
          <Text span c="dimmed" size="sm">
            {momentTime(version.at, text.language)} · {version.by ?? text('flow.versions.byFile')} ·{' '}
            {text('flow.steps', { count: version.steps })}
          </Text>
        </Text>
        <Group gap="xs">
          <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={onToggle}>
            {text('flow.versions.changes')}
          </Button>
          {!current && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => void restore()}>
              {text('flow.versions.restore')}
            </Button>
          )}
        </Group>
      </Group>
      {failure !== null && <ErrorNote error={failure} />}
      {open && <Changes editor={editor} n={version.n} before={before} />}
    </section>
  );
}

function Changes({ editor, n, before }: { editor: FlowEditor; n: number; before: number | null }) {
  const text = useText();
  const { bot, flow } = editor;
  const { data, error } = useQuery({
    queryKey: ['flowVersion', bot, flow.key, n, before],
    queryFn: async ({ signal }) => {
      const load = async (number: number): Promise<Flow | null> =>
        readFlow((await loadVersion(bot, flow.key, number, signal)).flow);
      return { after: await load(n), before: before === null ? null : await load(before) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Loader role="status" size="sm" aria-label={text('app.loading')} />;
  if (!data.after) return <Text c="dimmed">{text('flow.unreadable')}</Text>;
  return <DifferenceView before={data.before ?? { ...data.after, steps: [] }} after={data.after} />;
}
