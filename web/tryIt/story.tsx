import { Text, Title } from '@mantine/core';
import type { ApiDialog, ApiTryIt } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import { MissingCard } from './missingCard.tsx';
import styles from './story.module.css';
import { ClickCard, PostbackCard, StartCard, UpdateCard } from './storyActs.tsx';
import type { DemoPlay } from './useDemo.ts';

export type StoryProps = {
  about: ApiTryIt;
  play: DemoPlay;
  dialog: ApiDialog | null | undefined;
  /** The lead's own message: the phone shows its failures as well. */
  onStart: () => Promise<void>;
  refresh: () => void;
};

/** The demo's story goes on with the third repeat deposit. */
const depositsOfTheStory = 3;

/** What happens elsewhere: the advertisement, the affiliate network, the back office. */
export function Story(props: StoryProps) {
  const text = useText();
  const { about, play } = props;
  const { clickUrl, postbacks, updateDialogUrl } = about;
  const next = nextCard(about, play);
  const at = (id: string, number: number) => ({ ...props, number, next: next === id });
  return (
    <section id="story" aria-labelledby="story-title">
      <Title order={2} size="h4" id="story-title">
        {text('story.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {text('story.intro')}
      </Text>
      <ol className={styles.cards}>
        {clickUrl === null ? (
          <MissingCard what="campaign" />
        ) : (
          <ClickCard {...at('click', 1)} clickUrl={clickUrl} />
        )}
        <StartCard {...at('start', clickUrl === null ? 1 : 2)} />
        {clickUrl !== null && postbacks.length === 0 && <MissingCard what="postback" />}
        {postbacks.map(({ event, url }, index) => (
          <PostbackCard key={event} {...at(event, index + 3)} event={event} url={url} />
        ))}
        {updateDialogUrl === null ? (
          <MissingCard what="webhook" bot={about.bot.key} />
        ) : (
          <UpdateCard
            {...at('updateDialog', postbacks.length + (clickUrl === null ? 2 : 3))}
            url={updateDialogUrl}
          />
        )}
      </ol>
    </section>
  );
}

function nextCard({ demo: isDemo, clickUrl, postbacks, updateDialogUrl }: ApiTryIt, { demo }: DemoPlay) {
  const isDone = (card: string): boolean => {
    // Who came by the advertisement's own link has clicked already.
    if (card === 'click') return demo.clickid !== null;
    const times = isDemo && card === 'resale' ? depositsOfTheStory : 1;
    return (demo.cards[card]?.count ?? 0) >= times;
  };
  const story = [
    ...(clickUrl === null ? [] : ['click']),
    'start',
    ...postbacks.map(({ event }) => event),
    ...(updateDialogUrl === null ? [] : ['updateDialog']),
  ];
  return story.find((card) => !isDone(card));
}
