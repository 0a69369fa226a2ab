import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiFailure } from './api.ts';
import { useText } from './useText.ts';

/** Says what went wrong and, where it helps, offers to try again. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText();
  const unreachable = error instanceof ApiFailure && error.status === 0;
  const reason = error instanceof Error ? error.message : String(error);
  const status = error instanceof ApiFailure && error.status > 0 ? `${error.status} ` : '';
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={text(unreachable ? 'error.unreachable' : 'error.refused')}
      role="alert"
    >
      <Group justify="space-between" align="end" gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {status}
          {reason}
        </Text>
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {text('error.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
