import { Text, Title } from '@mantine/core';
import type { ApiDialog, ApiTryIt } from '../../src/api/contract.ts';
import { memberOf, parseJson, textOf } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { DepositCounter } from './depositCounter.tsx';
import { fillUrl, joinUrl, ownPath } from './fillUrl.ts';
import { startBody } from './leadAct.ts';
import styles from './story.module.css';
import { StoryCard } from './storyCard.tsx';
import type { DemoPlay } from './useDemo.ts';

export type StoryProps = {
  about: ApiTryIt;
  play: DemoPlay;
  dialog: ApiDialog | null | undefined;
  /** The lead's own message: the phone shows its failures as well. */
  onStart: () => Promise<void>;
  refresh: () => void;
};

/** The story goes on with the third repeat deposit. */
const depositsOfTheStory = 3;

/** What happens elsewhere: the advertisement, the affiliate network, the back office. */
export function Story({ about, play, dialog, onStart, refresh }: StoryProps) {
  const text = useText();
  const { demo } = play;
  // Once the dialog has begun, its own click is the one that networks report.
  const clickid = dialog?.tracker.clickid ?? demo.clickid;
  const next = nextCard(about, play);
  const place = { clickid, chatId: String(demo.chatId) };
  const secondClick = dialog?.tracker.clickid && demo.clickid && dialog.tracker.clickid !== demo.clickid;

  const click = async () => {
    const body = await play.perform('click', ownPath(joinUrl(fillUrl(about.clickUrl, place)), origin));
    const found = textOf(memberOf(parseJson(body ?? ''), 'clickid'));
    if (found) play.change({ clickid: found });
  };
  const again = (card: string) => async () => {
    const path = demo.cards[card]?.last.path;
    if (path) await play.perform(card, path);
    refresh();
  };

  return (
    <section id="story" aria-labelledby="story-title">
      <Title order={2} size="h4" id="story-title">
        {text('story.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {text('story.intro')}
      </Text>
      <ol className={styles.cards}>
        <StoryCard
          id="click"
          number={1}
          title={text('story.click')}
          sentence={text('story.click.sentence')}
          note={secondClick ? text('story.click.second') : null}
          method="GET"
          url={fillUrl(about.clickUrl, place)}
          press={text('story.click.press')}
          state={demo.cards.click}
          next={next === 'click'}
          onPress={click}
        />
        <StoryCard
          id="start"
          number={2}
          title={text('story.start')}
          sentence={text('story.start.sentence')}
          note={demo.clickid ? null : text('story.start.noClick')}
          method="POST"
          url={[
            {
              text: `${origin}/api/v1/simulator/${encodeURIComponent(about.bot.key)}/messages`,
              kind: 'plain',
            },
          ]}
          body={startBody(demo)}
          press={text('story.start.press')}
          state={demo.cards.start}
          next={next === 'start'}
          onPress={onStart}
        />
        {about.postbacks.map(({ event, url }, index) => {
          const pieces = fillUrl(url, { ...place, n: String(demo.transactions + 1) });
          const send = async () => {
            await play.perform(event, ownPath(joinUrl(pieces), origin));
            play.takeTransaction();
            refresh();
          };
          return (
            <StoryCard
              key={event}
              id={event}
              number={index + 3}
              title={text.or(`event.${event}`, event)}
              sentence={text.or(`story.postback.${event}`, text('story.postback.other'))}
              note={postbackNote(text, clickid, dialog)}
              method="GET"
              url={pieces}
              press={text('story.postback.press')}
              state={demo.cards[event]}
              next={next === event}
              onPress={send}
              onRepeat={again(event)}
            >
              {event === 'resale' && <DepositCounter dialog={dialog} />}
            </StoryCard>
          );
        })}
        <StoryCard
          id="updateDialog"
          number={about.postbacks.length + 3}
          title={text('story.update')}
          sentence={text('story.update.sentence')}
          note={dialog === null ? text('story.update.early') : null}
          method="GET"
          url={fillUrl(about.updateDialogUrl, { ...place, n: String(demo.transactions + 1) })}
          press={text('story.update.press')}
          state={demo.cards.updateDialog}
          next={next === 'updateDialog'}
          onPress={async () => {
            const values = { ...place, n: String(demo.transactions + 1) };
            await play.perform(
              'updateDialog',
              ownPath(joinUrl(fillUrl(about.updateDialogUrl, values)), origin),
            );
            refresh();
          }}
        />
      </ol>
    </section>
  );
}

const { origin } = window.location;

/** What a postback comes to while there is no click, or no dialog yet. */
function postbackNote(
  text: ReturnType<typeof useText>,
  clickid: string | null,
  dialog: ApiDialog | null | undefined,
): string | null {
  if (clickid === null) return text(dialog ? 'story.postback.organic' : 'story.postback.noClick');
  return dialog === null ? text('story.postback.early') : null;
}

function nextCard(about: ApiTryIt, { demo }: DemoPlay): string | undefined {
  const isDone = (card: string): boolean => {
    // Who came by the advertisement's own link has clicked already.
    if (card === 'click') return demo.clickid !== null;
    return (demo.cards[card]?.count ?? 0) >= (card === 'resale' ? depositsOfTheStory : 1);
  };
  const story = ['click', 'start', ...about.postbacks.map(({ event }) => event), 'updateDialog'];
  return story.find((card) => !isDone(card));
}
