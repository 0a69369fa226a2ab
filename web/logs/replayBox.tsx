import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiProcessed } from '../../src/api/contract.ts';
import type { ApiRequestDetail } from '../../src/api/contractLogs.ts';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { DialogPicker } from '../tracker/dialogPicker.tsx';
import { ProcessedCard } from '../tracker/processedCard.tsx';

type Answer = ApiProcessed | { accepted: true; signalId: string };
type Act = { path: 'replay'; body: { dryRun: boolean } } | { path: 'assign'; body: { dialogId: string } };

/** Processing a request again: what would happen is seen before it happens. */
export function ReplayBox({ request }: { request: ApiRequestDetail }) {
  const text = useText();
  const client = useQueryClient();
  const [dialog, setDialog] = useState<string | null>(null);
  const act = useMutation({
    mutationFn: ({ path, body }: Act) => sendJson<Answer>('POST', `/requests/${request.id}/${path}`, body),
    onSuccess: (answer) => {
      if ('accepted' in answer || !answer.dryRun) void client.invalidateQueries({ queryKey: ['requests'] });
    },
  });
  const done = act.data;
  const seen = done !== undefined && !('accepted' in done) && done.dryRun;
  return (
    <Stack gap="sm">
      {request.replayable && (
        <>
          <Text size="sm" c="dimmed">
            {text('logs.replaySays')}
          </Text>
          <Group gap="xs">
            <Button
              size="xs"
              variant={seen ? 'default' : 'filled'}
              loading={act.isPending}
              onClick={() => act.mutate({ path: 'replay', body: { dryRun: true } })}
            >
              {text('logs.dryRun')}
            </Button>
            {seen && (
              <Button
                size="xs"
                loading={act.isPending}
                onClick={() => act.mutate({ path: 'replay', body: { dryRun: false } })}
              >
                {text('logs.replay')}
              </Button>
            )}
          </Group>
        </>
      )}
      {request.assignable && (
        <Group gap="xs" align="end">
          <DialogPicker value={dialog} onChange={setDialog} label={text('logs.assignTo')} />
          <Button
            size="xs"
            variant="default"
            disabled={dialog === null}
            loading={act.isPending}
            onClick={() => dialog !== null && act.mutate({ path: 'assign', body: { dialogId: dialog } })}
          >
            {text('logs.assign')}
          </Button>
        </Group>
      )}
      {act.error && <ErrorNote error={act.error} />}
      {done && <ProcessedCard done={'accepted' in done ? null : done} />}
    </Stack>
  );
}
