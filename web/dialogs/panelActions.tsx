import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDownload, IconEraser, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import { useSession } from '../app/session.ts';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { Part } from './panel.tsx';

type PanelActionsProps = { dialog: ApiDialog; renew: () => void; onErased: () => void };

/** What a lead is owed (a copy, erasure), and clearing the chat; what cannot be undone is asked twice. */
export function PanelActions({ dialog, renew, onErased }: PanelActionsProps) {
  const text = useText();
  const { may, masked } = useSession();
  const [asking, setAsking] = useState<'clear' | 'erase' | null>(null);
  const mayExport = may('read') && !masked;
  if (!mayExport && !may('write')) return null;
  return (
    <Part title={text('dialogs.panel.data')}>
      <Group gap="xs">
        {mayExport && (
          <Button
            size="xs"
            variant="default"
            component="a"
            href={`/api/v1/dialogs/${dialog.id}/export`}
            download
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            {text('dialogs.panel.export')}
          </Button>
        )}
        {may('write') && (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconEraser size={15} aria-hidden />}
              onClick={() => setAsking('clear')}
            >
              {text('dialogs.clear.title')}
            </Button>
            <Button
              size="xs"
              variant="default"
              c="var(--sb-bad)"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => setAsking('erase')}
            >
              {text('dialogs.erase.title')}
            </Button>
          </>
        )}
      </Group>
      {asking && (
        <Confirm
          what={asking}
          dialog={dialog}
          onClose={() => setAsking(null)}
          onDone={() => {
            setAsking(null);
            if (asking === 'erase') onErased();
            else renew();
          }}
        />
      )}
    </Part>
  );
}

type ConfirmProps = { what: 'clear' | 'erase'; dialog: ApiDialog; onClose: () => void; onDone: () => void };

function Confirm({ what, dialog, onClose, onDone }: ConfirmProps) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async (): Promise<void> => {
    setBusy(true);
    try {
      if (what === 'erase') await sendJson('DELETE', `/dialogs/${dialog.id}`);
      else await sendJson('POST', `/dialogs/${dialog.id}/clear`);
      onDone();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const name = dialog.name || dialog.username || String(dialog.chatId);
  return (
    <Modal
      opened
      onClose={onClose}
      title={text(`dialogs.${what}.title`)}
      closeButtonProps={{ 'aria-label': text('dialogs.close') }}
    >
      <Stack gap="md">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {text(`dialogs.${what}.says`, { name })}
        </Text>
        {error !== null && <ErrorNote error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {text('dialogs.composer.cancel')}
          </Button>
          <Button color="red.8" loading={busy} onClick={() => void act()}>
            {text(`dialogs.${what}.do`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
