import { Group, Text } from '@mantine/core';
import { parseJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { type LastCall, wasTaken } from './demo.ts';
import styles from './story.module.css';

/** What the server answered the card's last call. */
export function CallAnswer({ last }: { last: LastCall }) {
  const text = useText();
  const good = wasTaken(last);
  const status = last.status === 0 ? text('answer.none') : text('answer.status', { status: last.status });
  return (
    <div className={styles.answer} data-good={good}>
      <Group justify="space-between" gap="xs">
        <Text size="xs" fw={600} className={styles.answerStatus} role={good ? 'status' : 'alert'}>
          {status}
        </Text>
        {last.status > 0 && (
          <Text size="xs" c="dimmed">
            {text('answer.duration', { milliseconds: last.durationMs })}
          </Text>
        )}
      </Group>
      {last.body !== '' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard
        <pre className={styles.answerBody} tabIndex={0}>
          {pretty(last.body)}
        </pre>
      )}
    </div>
  );
}

function pretty(body: string): string {
  const value = parseJson(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}
