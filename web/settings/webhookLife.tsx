import { Button, Group, Modal, Select, Text } from '@mantine/core';
import { IconEar, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiWebhook } from '../../src/api/contract.ts';
import type { ApiHeard } from '../../src/api/contractConfiguration.ts';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import styles from './settings.module.css';
import { UrlBox } from './urlBox.tsx';

const listenSeconds = 60;

/** A saved webhook: its address, its last call, another id, and listening for a call. */
export function WebhookLife({ webhook }: { webhook: ApiWebhook }) {
  const text = useText();
  const { id, url, lastCall, previousIdValidUntil } = webhook;
  const path = `/webhooks/${encodeURIComponent(id)}`;
  const listen = useMutation({
    mutationFn: () => sendJson<ApiHeard>('POST', `${path}/listen`, { timeoutSeconds: listenSeconds }),
  });
  const [rotating, setRotating] = useState(false);
  return (
    <>
      <UrlBox url={url} label={text('copy.url')} />
      {previousIdValidUntil !== null && (
        <p className={styles.note}>
          {text('settings.webhooks.bothIds', { until: momentTime(previousIdValidUntil, text.language) })}
        </p>
      )}
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {lastCall
            ? text('settings.webhooks.lastCall', {
                at: momentTime(lastCall.at, text.language, true),
                outcome: text.or(`settings.outcome.${lastCall.outcome}`, lastCall.outcome),
              })
            : text('settings.webhooks.noCall')}
          {lastCall?.reason ? ` (${text.told(lastCall.reason)})` : ''}
        </Text>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconEar size={16} aria-hidden />}
            loading={listen.isPending}
            onClick={() => listen.mutate()}
          >
            {text('settings.webhooks.listen')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() => setRotating(true)}
          >
            {text('settings.webhooks.rotate')}
          </Button>
        </Group>
      </Group>
      <div role="status">
        {listen.isPending && (
          <p className={styles.note}>{text('settings.webhooks.listening', { seconds: listenSeconds })}</p>
        )}
        {listen.data && <Heard heard={listen.data} />}
      </div>
      {listen.error && <ErrorNote error={listen.error} />}
      <Rotate path={path} opened={rotating} onClose={() => setRotating(false)} />
    </>
  );
}

/** The call that came, or that none did. */
function Heard({ heard: { call } }: { heard: ApiHeard }) {
  const text = useText();
  if (!call) return <p className={styles.note}>{text('settings.webhooks.silence')}</p>;
  const outcome = text.or(`settings.outcome.${call.outcome}`, call.outcome);
  return (
    <div className={styles.rendered} data-testid="heard">
      <p className={styles.tight}>
        <b>{text('settings.webhooks.heard', { method: call.method, outcome })}</b>
        {call.reason ? ` ${text.wrong(call.reason)}` : ''}
      </p>
      <dl className={styles.facts}>
        {Object.entries(call.parameters).map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {call.warnings.map((warning) => (
        <p key={warning} className={styles.finding}>
          {warning}
        </p>
      ))}
    </div>
  );
}

const spans = ['0s', '1h', '24h', '7d'] as const;

function Rotate({ path, opened, onClose }: { path: string; opened: boolean; onClose(): void }) {
  const text = useText();
  const client = useQueryClient();
  const [kept, setKept] = useState<string>('24h');
  const rotate = useMutation({
    mutationFn: () => sendJson('POST', `${path}/rotate`, { keepOldFor: kept }),
    onSuccess: async () => {
      for (const key of ['webhooks', 'bots']) await client.invalidateQueries({ queryKey: [key] });
      onClose();
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={text('settings.webhooks.rotateTitle')} centered>
      <Text size="sm">{text('settings.webhooks.rotateSays')}</Text>
      <Select
        mt="md"
        label={text('settings.webhooks.keepOld')}
        data={spans.map((span) => ({ value: span, label: text(`settings.span.${span}`) }))}
        value={kept}
        onChange={(value) => setKept(value ?? '24h')}
        allowDeselect={false}
      />
      {rotate.error && <ErrorNote error={rotate.error} />}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          {text('settings.cancel')}
        </Button>
        <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
          {text('settings.webhooks.rotate')}
        </Button>
      </Group>
    </Modal>
  );
}
