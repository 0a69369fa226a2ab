import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiFailure } from './api.ts';
import { type Texts, useText } from './useText.ts';

/** Says what went wrong, with every reason that the server gives, and offers to try again where it helps. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText();
  const { title, says } = wordsOf(error, text);
  const reasons = error instanceof ApiFailure ? error.parameters : [];
  const said = new Set(
    reasons.map(({ name, reason }) => (name ? `${name}: ${text.told(reason)}` : text.wrong(reason))),
  );
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Group justify="space-between" align="end" gap="xs">
        <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
          {says}
          {said.size > 0 && (
            <List size="sm" mt={4}>
              {[...said].map((words) => (
                <List.Item key={words}>{words}</List.Item>
              ))}
            </List>
          )}
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

/** What a browser says of a broken connection is of its own language and helps nobody. */
function wordsOf(error: unknown, text: Texts): { title: string; says: string } {
  if (!(error instanceof ApiFailure)) {
    return { title: text('error.broke'), says: error instanceof Error ? error.message : String(error) };
  }
  if (error.status === 0) return { title: text('error.unreachable'), says: text('error.unreachableSays') };
  const says = text.wrong(error.message);
  return {
    title: text('error.refused'),
    says: says === '' ? text('error.status', { status: error.status }) : says,
  };
}
