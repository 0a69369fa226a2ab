import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { DialogPicker } from './dialogPicker.tsx';
import type { Settling } from './parked.tsx';
import { ProcessedCard } from './processedCard.tsx';
import { processAgain } from './trackerApi.ts';
import { Window } from './window.tsx';

/** Gives a parked request to a lead, or tries it again after a dry run. */
export function SettleRequest({ settling, onClose }: { settling: Settling | null; onClose(): void }) {
  const text = useText();
  const title = settling?.how === 'assign' ? text('tracker.assignTitle') : text('tracker.retryTitle');
  return (
    <Window opened={settling !== null} onClose={onClose} title={title} size="lg">
      {settling?.how === 'assign' && <Assign id={settling.request.id} onClose={onClose} />}
      {settling?.how === 'retry' && <Retry id={settling.request.id} onClose={onClose} />}
    </Window>
  );
}

type Shown = { id: string; onClose(): void };

function useSettled() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['requests'] });
    void client.invalidateQueries({ queryKey: ['postbacks', 'health'] });
  };
}

function Assign({ id, onClose }: Shown) {
  const text = useText();
  const settled = useSettled();
  const [dialogId, setDialogId] = useState<string | null>(null);
  const assign = useMutation({
    mutationFn: () => processAgain(`/requests/${id}/assign`, { dialogId }),
    onSuccess: settled,
  });
  return (
    <Stack gap="sm">
      <Text size="sm">{text('tracker.assignSays')}</Text>
      <DialogPicker label={text('tracker.lead')} value={dialogId} onChange={setDialogId} />
      {assign.error && <ErrorNote error={assign.error} />}
      {assign.data !== undefined && <ProcessedCard done={assign.data} />}
      <Foot
        done={assign.data !== undefined}
        label={text('tracker.assign')}
        busy={assign.isPending}
        disabled={dialogId === null}
        onAct={() => assign.mutate()}
        onClose={onClose}
      />
    </Stack>
  );
}

function Retry({ id, onClose }: Shown) {
  const text = useText();
  const settled = useSettled();
  const preview = useQuery({
    queryKey: ['replay', id],
    queryFn: () => processAgain(`/requests/${id}/replay`, { dryRun: true }),
    gcTime: 0,
  });
  const retry = useMutation({
    mutationFn: () => processAgain(`/requests/${id}/replay`, {}),
    onSuccess: settled,
  });
  const shown = retry.data !== undefined ? retry.data : preview.data;
  const error = retry.error ?? preview.error;
  return (
    <Stack gap="sm">
      <Text size="sm">{text('tracker.retrySays')}</Text>
      {error && <ErrorNote error={error} />}
      {shown !== undefined && <ProcessedCard done={shown} />}
      <Foot
        done={retry.data !== undefined}
        label={text('tracker.retry')}
        busy={retry.isPending}
        disabled={preview.data === undefined}
        onAct={() => retry.mutate()}
        onClose={onClose}
      />
    </Stack>
  );
}

type Ending = {
  done: boolean;
  label: string;
  busy: boolean;
  disabled: boolean;
  onAct(): void;
  onClose(): void;
};

function Foot({ done, label, busy, disabled, onAct, onClose }: Ending) {
  const text = useText();
  return (
    <Group justify="flex-end" gap="sm">
      <Button variant="default" onClick={onClose}>
        {text(done ? 'tracker.close' : 'tracker.cancel')}
      </Button>
      {!done && (
        <Button loading={busy} disabled={disabled} onClick={onAct}>
          {label}
        </Button>
      )}
    </Group>
  );
}
