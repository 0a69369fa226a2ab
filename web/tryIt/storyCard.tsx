import { Button, Group, Text, Title } from '@mantine/core';
import { IconCheck, IconRepeat } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useText } from '../parts/useText.ts';
import { CallAnswer } from './callAnswer.tsx';
import { CallUrl } from './callUrl.tsx';
import type { CardState } from './demo.ts';
import type { UrlPiece } from './fillUrl.ts';
import styles from './story.module.css';

export type StoryCardProps = {
  id: string;
  number: number;
  title: string;
  /** What the outside does here, in one sentence. */
  sentence: string;
  /** What to know before pressing now. */
  note?: string | null;
  method: 'GET' | 'POST';
  url: UrlPiece[];
  body?: string;
  press: string;
  state: CardState | undefined;
  /** The card that the story goes on with. */
  next: boolean;
  onPress: () => Promise<void>;
  /** Sends the very same once more; absent where that shows nothing. */
  onRepeat?: () => Promise<void>;
  children?: ReactNode;
};

/** One thing that happens elsewhere, with a button that makes it happen. */
export function StoryCard(props: StoryCardProps) {
  const { id, number, title, note, state, next } = props;
  const text = useText();
  const done = (state?.count ?? 0) > 0;
  const press = useBusy(props.onPress);
  const repeat = useBusy(props.onRepeat);
  return (
    <li className={styles.card} data-next={next} data-card={id}>
      <Group gap="sm" wrap="nowrap">
        <span className={styles.number} data-done={done}>
          {done ? <IconCheck size={15} stroke={2.6} aria-label={text('story.done')} /> : number}
        </span>
        <Title order={3} size="h5" id={`card-${id}`}>
          {title}
        </Title>
      </Group>
      <Text size="sm" c="dimmed">
        {props.sentence}
      </Text>
      <CallUrl method={props.method} pieces={props.url} body={props.body} />
      {note && <p className={styles.note}>{note}</p>}
      {props.children}
      <Group gap="xs">
        <Button
          size="sm"
          variant={next ? 'filled' : 'default'}
          loading={press.busy}
          onClick={press.run}
          aria-describedby={`card-${id}`}
        >
          {props.press}
        </Button>
        {props.onRepeat && state && (
          <Button
            size="sm"
            variant="subtle"
            leftSection={<IconRepeat size={15} aria-hidden />}
            loading={repeat.busy}
            onClick={repeat.run}
            aria-describedby={`card-${id}`}
          >
            {text('story.again')}
          </Button>
        )}
      </Group>
      {state && <CallAnswer last={state.last} />}
    </li>
  );
}

function useBusy(work: (() => Promise<void>) | undefined) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await work?.();
    } finally {
      setBusy(false);
    }
  };
  return { busy, run: () => void run() };
}
