/** The cards of the story, one for each thing that can happen elsewhere. */
import type { ApiDialog } from '../../src/api/contract.ts';
import { memberOf, parseJson, textOf } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { DepositCounter } from './depositCounter.tsx';
import { fillUrl, joinUrl, ownPath, type UrlPiece } from './fillUrl.ts';
import { startBody } from './leadAct.ts';
import type { StoryProps } from './story.tsx';
import { StoryCard } from './storyCard.tsx';

type ActProps = StoryProps & { number: number; next: boolean };

const { origin } = window.location;

/** Once the dialog has begun, its own click is the one that networks report. */
const clickOf = ({ dialog, play }: StoryProps): string | null => dialog?.tracker.clickid ?? play.demo.clickid;

const filled = (url: string, props: StoryProps): UrlPiece[] => {
  const { demo } = props.play;
  const n = String(demo.transactions + 1);
  return fillUrl(url, { clickid: clickOf(props), chatId: String(demo.chatId), n });
};

const pathOf = (pieces: readonly UrlPiece[]): string => ownPath(joinUrl(pieces), origin);

export function ClickCard({ clickUrl, ...props }: ActProps & { clickUrl: string }) {
  const text = useText();
  const { play, dialog, number, next } = props;
  const { demo } = play;
  const pieces = filled(clickUrl, props);
  const own = dialog?.tracker.clickid;
  return (
    <StoryCard
      {...{ id: 'click', number, next, method: 'GET', url: pieces, state: demo.cards.click }}
      title={text('story.click')}
      sentence={text('story.click.sentence')}
      note={own && demo.clickid && own !== demo.clickid ? text('story.click.second') : null}
      press={text('story.click.press')}
      onPress={async () => {
        const body = await play.perform('click', pathOf(pieces));
        const found = textOf(memberOf(parseJson(body ?? ''), 'clickid'));
        if (found) play.change({ clickid: found });
      }}
    />
  );
}

export function StartCard({ about, play, number, next, onStart }: ActProps) {
  const text = useText();
  const { demo } = play;
  const url = `${origin}/api/v1/simulator/${encodeURIComponent(about.bot.key)}/messages`;
  const sentence = text(about.clickUrl === null ? 'story.start.noCampaign' : 'story.start.sentence');
  return (
    <StoryCard
      {...{ id: 'start', number, next, sentence, method: 'POST', body: startBody(demo) }}
      url={[{ text: url, kind: 'plain' }]}
      title={text('story.start')}
      note={demo.clickid || about.clickUrl === null ? null : text('story.start.noClick')}
      press={text('story.start.press')}
      state={demo.cards.start}
      onPress={onStart}
    />
  );
}

export function PostbackCard({ event, url, ...props }: ActProps & { event: string; url: string }) {
  const text = useText();
  const { about, play, dialog, number, next, refresh } = props;
  const { demo } = play;
  const pieces = filled(url, props);
  const isPlotted = about.demo || event !== 'resale';
  return (
    <StoryCard
      {...{ id: event, number, next, method: 'GET', url: pieces, state: demo.cards[event] }}
      title={text.or(`event.${event}`, event)}
      sentence={
        isPlotted
          ? text.or(`story.postback.${event}`, text('story.postback.other'))
          : text('story.postback.again')
      }
      note={postbackNote(text, clickOf(props), dialog)}
      press={text('story.postback.press')}
      onPress={async () => {
        await play.perform(event, pathOf(pieces));
        play.takeTransaction();
        refresh();
      }}
      onRepeat={async () => {
        const path = demo.cards[event]?.last.path;
        if (path) await play.perform(event, path);
        refresh();
      }}
    >
      {about.demo && event === 'resale' && <DepositCounter dialog={dialog} />}
    </StoryCard>
  );
}

export function UpdateCard({ url, ...props }: ActProps & { url: string }) {
  const text = useText();
  const { play, dialog, number, next, refresh } = props;
  const pieces = filled(url, props);
  return (
    <StoryCard
      {...{ id: 'updateDialog', number, next, method: 'GET', url: pieces }}
      title={text('story.update')}
      sentence={text('story.update.sentence')}
      note={dialog === null ? text('story.update.early') : null}
      press={text('story.update.press')}
      state={play.demo.cards.updateDialog}
      onPress={async () => {
        await play.perform('updateDialog', pathOf(pieces));
        refresh();
      }}
    />
  );
}

/** What a postback comes to while there is no click, or no dialog yet. */
function postbackNote(
  text: ReturnType<typeof useText>,
  clickid: string | null,
  dialog: ApiDialog | null | undefined,
): string | null {
  if (clickid === null) return text(dialog ? 'story.postback.organic' : 'story.postback.noClick');
  return dialog === null ? text('story.postback.early') : null;
}
