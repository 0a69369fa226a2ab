import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useText } from '../parts/useText.ts';
import type { FlowEditor } from './useFlowEditor.ts';

/** Saves what is drawn before the screen is left; where that cannot be, asks first. */
export function LeaveGuard({ editor }: { editor: FlowEditor }) {
  const text = useText();
  const { bot, flow, flush } = editor;
  const here = `/bots/${encodeURIComponent(bot)}/flows/${encodeURIComponent(flow.key)}`;
  const blocked = useBlocker({
    shouldBlockFn: async ({ next }) => next.pathname !== here && (await flush()) === null,
    // The editor asks by itself when the page is closed.
    enableBeforeUnload: false,
    withResolver: true,
  });
  const stay = (): void => blocked.reset?.();
  return (
    <Modal
      opened={blocked.status === 'blocked'}
      onClose={stay}
      title={text('flow.leave.title')}
      closeButtonProps={{ 'aria-label': text('flow.close') }}
    >
      <Text size="sm">{text('flow.leave.says')}</Text>
      <Group justify="end" mt="md" gap="xs">
        <Button variant="default" onClick={stay}>
          {text('flow.leave.stay')}
        </Button>
        <Button color="red" onClick={() => blocked.proceed?.()}>
          {text('flow.leave.go')}
        </Button>
      </Group>
    </Modal>
  );
}
