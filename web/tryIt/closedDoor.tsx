import { Button, Code, Paper, Stack, Text, Title } from '@mantine/core';
import { IconDoorOff, IconKey } from '@tabler/icons-react';
import { useText } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import styles from './tryIt.module.css';

/** What stands here instead of the page, and what to do about it. */
export function ClosedDoor({ door, onRetry }: { door: 'signIn' | 'off'; onRetry: () => void }) {
  const text = useText();
  const Icon = door === 'signIn' ? IconKey : IconDoorOff;
  return (
    <main className={styles.door}>
      <Paper withBorder radius="lg" p="xl" bg="var(--sb-surface)">
        <Stack align="center" ta="center" gap="sm">
          <Icon size={36} stroke={1.5} aria-hidden />
          <Title order={1} size="h3">
            {text(door === 'signIn' ? 'door.signIn' : 'door.off')}
          </Title>
          <Text>
            {door === 'signIn' ? (
              <Words
                of="door.signIn.do"
                parts={{ command: <Code className={styles.command}>npm start</Code> }}
              />
            ) : (
              <Words of="door.off.do" parts={{ off: <Code>DEMO=0</Code>, on: <Code>DEMO=1</Code> }} />
            )}
          </Text>
          <Button variant="default" onClick={onRetry}>
            {text('error.retry')}
          </Button>
        </Stack>
      </Paper>
    </main>
  );
}
