import { Text, Title } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import type { Step } from '../../src/flow/flow.ts';
import { sampleData } from '../parts/macroNames.ts';
import { useText } from '../parts/useText.ts';
import { Bubble } from '../tryIt/bubble.tsx';
import { useDrawing } from './drawing.ts';
import { durationWords } from './durationWords.ts';
import styles from './flow.module.css';
import { type PreviewItem, previewOf } from './previewMessages.ts';

/** The lead's phone with what this step says; nothing where it says nothing. */
export function Preview({ step }: { step: Step }) {
  const text = useText();
  const { macros } = useDrawing();
  const items = previewOf(step, sampleData(macros.source, macros.timezone));
  if (items.length === 0) return null;
  return (
    <section className={styles.preview} aria-label={text('flow.preview')}>
      <Title order={3} size="xs" c="dimmed" mb={6}>
        {text('flow.preview')}
      </Title>
      <div className={styles.previewWindow}>
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is shown has no name of its own
          <Item key={index} item={item} />
        ))}
      </div>
    </section>
  );
}

function Item({ item }: { item: PreviewItem }) {
  const text = useText();
  const { openStep, flow } = useDrawing();
  switch (item.is) {
    case 'push':
      return (
        <span className={styles.pause}>
          {text('flow.previewPush', { after: durationWords(item.after, text.language) })}
        </span>
      );
    case 'ai':
      return (
        <span className={styles.pause}>
          <IconSparkles size={13} aria-hidden /> {text('flow.previewAi')}{' '}
          <Text span size="xs" lineClamp={3}>
            {item.prompt}
          </Text>
        </span>
      );
    case 'message':
      return (
        <>
          {item.pause && (
            <span className={styles.pause}>
              {text('flow.previewPause', { pause: durationWords(item.pause, text.language) })}
            </span>
          )}
          <Bubble
            message={item.message}
            onPress={async (reference) => {
              if (flow.steps.some(({ key }) => key === reference)) openStep(reference);
              return true;
            }}
          />
        </>
      );
  }
}
