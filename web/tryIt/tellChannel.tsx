/** Lines about what a channel knows besides messages: changes of them, join requests, groups that are told. */
import type { ReactNode } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import type { Texts } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import { lineText } from './lineData.ts';
import { quote, strong } from './linePart.tsx';
import { mediaWords } from './plainWords.ts';
import { momentWords } from './tellWay.tsx';

export const tellEdited = (item: ApiTimelineItem): ReactNode => (
  <Words
    of={lineText(item, 'by') === 'operator' ? 'line.editedOurs' : 'line.edited'}
    parts={{ text: quote(lineText(item, 'text')) }}
  />
);

export const tellDeleted = (item: ApiTimelineItem): ReactNode => (
  <Words of="line.deleted" parts={{ number: lineText(item, 'count') }} />
);

export const tellPinned = (item: ApiTimelineItem): ReactNode => (
  <Words of={item.pinned === false ? 'line.unpinned' : 'line.pinned'} parts={{}} />
);

export function tellOwnerWrote(item: ApiTimelineItem, text: Texts): ReactNode {
  const media = lineText(item, 'media');
  const said = lineText(item, 'text');
  return (
    <>
      {media ? (
        <Words of="line.ownerMedia" parts={{ media: mediaWords(text, media) }} />
      ) : (
        <Words of="line.ownerWrote" parts={{ text: quote(said) }} />
      )}
      {media && said && <Words of="line.sentMedia.caption" parts={{ text: quote(said) }} />}
    </>
  );
}

export function tellAskedToJoin(item: ApiTimelineItem, text: Texts): ReactNode {
  const letIn = lineText(item, 'letIn');
  const channel = strong(lineText(item, 'channel'));
  return letIn ? (
    <Words of="line.askedToJoin" parts={{ channel, at: momentWords(letIn, text) }} />
  ) : (
    <Words of="line.askedToJoin.byHand" parts={{ channel }} />
  );
}

export const tellNotified = (item: ApiTimelineItem): ReactNode => (
  <Words
    of={lineText(item, 'reason') === 'manual' ? 'line.notified.manual' : 'line.notified'}
    parts={{ group: strong(lineText(item, 'group')) }}
  />
);
