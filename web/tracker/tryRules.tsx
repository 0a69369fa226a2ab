import { Autocomplete, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { DialogPicker } from './dialogPicker.tsx';
import { ProcessedCard } from './processedCard.tsx';
import { campaignPath, processAgain } from './trackerApi.ts';
import { Window } from './window.tsx';

/** What would this event do to this lead? Nothing is written. */
export function TryRules({
  campaign,
  opened,
  onClose,
}: {
  campaign: string;
  opened: boolean;
  onClose(): void;
}) {
  const text = useText();
  const [dialogId, setDialogId] = useState<string | null>(null);
  const [event, setEvent] = useState('sale');
  const [cost, setCost] = useState('');
  const run = useMutation({
    mutationFn: () => {
      const money = cost.trim() ? { cost: cost.trim() } : {};
      return processAgain(`${campaignPath(campaign)}/dry-run`, {
        dialogId,
        event: { name: event.trim(), ...money },
      });
    },
  });
  return (
    <Window opened={opened} onClose={onClose} title={text('tracker.tryRules')} size="lg">
      <Stack gap="sm">
        <Text size="sm">{text('tracker.tryRulesSays')}</Text>
        <DialogPicker label={text('tracker.lead')} value={dialogId} onChange={setDialogId} />
        <Group grow align="start">
          <Autocomplete
            label={text('tracker.event')}
            data={['registration', 'sale', 'resale', 'withdrawal']}
            value={event}
            onChange={setEvent}
          />
          <TextInput
            label={text('tracker.amount')}
            inputMode="decimal"
            placeholder="20"
            value={cost}
            onChange={({ currentTarget }) => setCost(currentTarget.value)}
          />
        </Group>
        <Group justify="flex-end">
          <Button
            loading={run.isPending}
            disabled={dialogId === null || event.trim() === ''}
            onClick={() => run.mutate()}
          >
            {text('tracker.dryRun')}
          </Button>
        </Group>
        {run.error && <ErrorNote error={run.error} />}
        {run.data !== undefined && <ProcessedCard done={run.data} />}
      </Stack>
    </Window>
  );
}
