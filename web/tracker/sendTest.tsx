import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiPostbackDetail } from '../../src/api/contractConfiguration.ts';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { eventWords } from '../tryIt/plainWords.ts';
import { DialogPicker } from './dialogPicker.tsx';
import { ProcessedCard } from './processedCard.tsx';
import { postbackPath, processAgain } from './trackerApi.ts';
import { Window } from './window.tsx';

type Shown = { detail: ApiPostbackDetail; opened: boolean; onClose(): void };

/** A call as the network would make it: first what it would do, then, if wanted, in earnest. */
export function SendTest({ detail, opened, onClose }: Shown) {
  const text = useText();
  const client = useQueryClient();
  const { may } = useSession();
  const events = detail.ready.map(({ event }) => event);
  const [event, setEvent] = useState<string>(events[0] ?? 'registration');
  const [cost, setCost] = useState('');
  const [dialogId, setDialogId] = useState<string | null>(null);
  const run = useMutation({
    mutationFn: (send: boolean) =>
      processAgain(`${postbackPath(detail.key)}/test`, {
        ...{ event, send },
        ...(dialogId !== null && { dialogId }),
        ...(cost.trim() && { cost: cost.trim() }),
      }),
    onSuccess: (_, send) => {
      if (!send) return;
      void client.invalidateQueries({ queryKey: ['postbacks'] });
      void client.invalidateQueries({ queryKey: ['requests'] });
    },
  });
  return (
    <Window opened={opened} onClose={onClose} title={text('tracker.sendTest')} size="lg">
      <Stack gap="sm">
        <Text size="sm">{text('tracker.sendTestSays')}</Text>
        <Group grow align="start">
          <Select
            label={text('tracker.event')}
            data={events.map((one) => ({ value: one, label: eventWords(text, one) }))}
            allowDeselect={false}
            value={event}
            onChange={(one) => setEvent(one ?? event)}
          />
          <TextInput
            label={text('tracker.amount')}
            inputMode="decimal"
            placeholder="20"
            value={cost}
            onChange={({ currentTarget }) => setCost(currentTarget.value)}
          />
        </Group>
        {may('dialogs') && (
          <DialogPicker
            label={text('tracker.lead')}
            description={text('tracker.testLeadHint')}
            value={dialogId}
            onChange={setDialogId}
            clearable
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" loading={run.isPending} onClick={() => run.mutate(false)}>
            {text('tracker.dryRun')}
          </Button>
          {may('tracker') && (
            <Button loading={run.isPending} onClick={() => run.mutate(true)}>
              {text('tracker.sendInEarnest')}
            </Button>
          )}
        </Group>
        {run.error && <ErrorNote error={run.error} />}
        {run.data !== undefined && <ProcessedCard done={run.data} />}
      </Stack>
    </Window>
  );
}
