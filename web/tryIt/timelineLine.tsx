import type { ReactNode } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import type { Texts } from '../parts/useText.ts';
import { useText } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import { causeWords } from './causeWords.ts';
import { lineList, lineRecord, lineText } from './lineData.ts';
import { code, quote, strong, type Teller } from './linePart.tsx';
import { mediaWords, statusWords } from './plainWords.ts';
import { tellAsked, tellDecided, tellRecognised } from './tellAi.tsx';
import {
  tellAskedToJoin,
  tellDeleted,
  tellEdited,
  tellNotified,
  tellOwnerWrote,
  tellPinned,
} from './tellChannel.tsx';
import { tellEvent, tellRule, tellTakenBack } from './tellEvent.tsx';
import { byWords, tellBranch, tellMove, tellPostponed, tellPush, tellWait } from './tellWay.tsx';

/** One line of the timeline in the words of the language. */
export function TimelineLine({ item }: { item: ApiTimelineItem }) {
  const text = useText();
  const tell = Object.hasOwn(tellers, item.kind) ? tellers[item.kind] : undefined;
  return tell ? tell(item, text) : `${item.kind} ${lineText(item, 'text')}`;
}

const tellers: Record<string, Teller> = {
  signal: (item, text) => (
    <Words
      of="line.kept"
      parts={{ what: strong(causeWords(text, lineText(item, 'signal'), lineText(item, 'text'))) }}
    />
  ),
  received: tellReceived,
  sent: tellSent,
  campaign: (item) => (
    <Words
      of="line.campaign"
      parts={{ campaign: strong(lineText(item, 'campaign')), clickid: code(lineText(item, 'clickid')) }}
    />
  ),
  event: tellEvent,
  takenBack: tellTakenBack,
  rule: tellRule,
  branch: tellBranch,
  push: tellPush,
  postponed: tellPostponed,
  asked: tellAsked,
  decided: tellDecided,
  recognised: tellRecognised,
  edited: tellEdited,
  deleted: tellDeleted,
  pinned: tellPinned,
  ownerWrote: tellOwnerWrote,
  askedToJoin: tellAskedToJoin,
  notified: tellNotified,
  move: tellMove,
  status: (item, text) => (
    <Words
      of="line.status"
      parts={{
        from: statusWords(text, lineText(item, 'from')),
        to: strong(statusWords(text, lineText(item, 'to'))),
        by: byWords(text, lineText(item, 'by')),
      }}
    />
  ),
  fields: (item) => <Words of="line.fields" parts={{ fields: <Pairs pairs={lineRecord(item, 'set')} /> }} />,
  tags: tellTags,
  manager: (item) =>
    lineText(item, 'manager') ? (
      <Words of="line.manager" parts={{ manager: strong(lineText(item, 'manager')) }} />
    ) : (
      <Words of="line.noManager" parts={{}} />
    ),
  request: (item) => (
    <Words
      of="line.request"
      parts={{ request: code(`${lineText(item, 'method')} ${lineText(item, 'url')}`) }}
    />
  ),
  answer: tellAnswer,
  wait: tellWait,
  cancelled: (item) =>
    lineText(item, 'what') === 'timers' ? (
      <Words of="line.cancelledTimers" parts={{}} />
    ) : (
      <Words of="line.cancelledMessages" parts={{}} />
    ),
  ignored: (item, text) => (
    <Words of="line.ignored" parts={{ reason: text.told(lineText(item, 'reason')) }} />
  ),
  warning: (item, text) => <Words of="line.warning" parts={{ text: text.told(lineText(item, 'text')) }} />,
};

/** Media without words come as their kind in brackets. */
function tellReceived(item: ApiTimelineItem, text: Texts): ReactNode {
  const said = lineText(item, 'text');
  const captioned = lineText(item, 'media');
  if (captioned) {
    return (
      <>
        <Words of="line.receivedMedia" parts={{ media: mediaWords(text, captioned) }} />
        <Words of="line.sentMedia.caption" parts={{ text: quote(said) }} />
      </>
    );
  }
  const media = item.cause.text === 'sentMedia' ? /^\[(\w+)\]$/.exec(said)?.[1] : undefined;
  return media ? (
    <Words of="line.receivedMedia" parts={{ media: mediaWords(text, media) }} />
  ) : (
    <Words of="line.received" parts={{ text: quote(said) }} />
  );
}

function tellSent(item: ApiTimelineItem, text: Texts): ReactNode {
  const said = lineText(item, 'text');
  const media = lineText(item, 'media');
  return (
    <>
      {media && <Words of="line.sentMedia" parts={{ media: mediaWords(text, media) }} />}
      {media && said && <Words of="line.sentMedia.caption" parts={{ text: quote(said) }} />}
      {!media && (
        <Words
          of={lineText(item, 'by') === 'ai' ? 'line.sentAi' : 'line.sent'}
          parts={{ text: quote(said) }}
        />
      )}
      {lineList(item, 'buttons').map((label, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a line never change
        <span key={index}> {code(`[${label}]`)}</span>
      ))}
    </>
  );
}

function tellTags(item: ApiTimelineItem): ReactNode {
  const added = lineList(item, 'added').join(', ');
  const removed = lineList(item, 'removed').join(', ');
  return (
    <>
      {added && <Words of="line.tagsAdded" parts={{ tags: strong(added) }} />}
      {added && removed && '; '}
      {removed && <Words of="line.tagsRemoved" parts={{ tags: strong(removed) }} />}
    </>
  );
}

function tellAnswer(item: ApiTimelineItem, text: Texts): ReactNode {
  const status = lineText(item, 'status');
  if (item.ok !== false) return <Words of="line.answered" parts={{ status: code(status || 'ok') }} />;
  const reason = lineText(item, 'reason');
  // `answered 500` says the status once more.
  const words = reason === `answered ${status}` ? '' : text.told(reason);
  return <Words of="line.notAnswered" parts={{ reason: [status, words].filter(Boolean).join(' ') }} />;
}

function Pairs({ pairs }: { pairs: [string, unknown][] }) {
  return pairs.map(([key, value], index) => (
    <span key={key}>
      {index > 0 && ', '}
      {code(
        value === null ? `${key} = ∅` : `${key} = ${Array.isArray(value) ? value.join(', ') : String(value)}`,
      )}
    </span>
  ));
}
