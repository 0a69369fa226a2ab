import type { ReactNode } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import { formatMoney } from '../../src/base/decimal.ts';
import { clockTime } from '../parts/clockTime.ts';
import type { Texts } from '../parts/useText.ts';
import { useText } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import { causeWords, eventWords, lineList, lineRecord, lineText, reasonWords } from './causeWords.ts';
import styles from './timeline.module.css';

/** One line of the timeline in the words of the language. */
export function TimelineLine({ item }: { item: ApiTimelineItem }) {
  const text = useText();
  const tell = Object.hasOwn(tellers, item.kind) ? tellers[item.kind] : undefined;
  return tell ? tell(item, text) : `${item.kind} ${lineText(item, 'text')}`;
}

const strong = (value: string): ReactNode => <strong>{value}</strong>;
const code = (value: string): ReactNode => <code className={styles.code}>{value}</code>;

/** `Welcome/offer` as it is read: the flow, then the step. */
const place = (path: string): ReactNode => code(path);

type Teller = (item: ApiTimelineItem, text: Texts) => ReactNode;

const tellers: Record<string, Teller> = {
  signal: (item, text) => (
    <Words
      of="line.kept"
      parts={{ what: strong(causeWords(text, lineText(item, 'signal'), lineText(item, 'text'))) }}
    />
  ),
  received: (item) => <Words of="line.received" parts={{ text: quote(lineText(item, 'text')) }} />,
  sent: (item) => (
    <>
      <Words of="line.sent" parts={{ text: quote(lineText(item, 'text')) }} />
      {lineList(item, 'buttons').map((label, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a line never change
        <span key={index}> {code(`[${label}]`)}</span>
      ))}
    </>
  ),
  campaign: (item) => (
    <Words
      of="line.campaign"
      parts={{ campaign: strong(lineText(item, 'campaign')), clickid: code(lineText(item, 'clickid')) }}
    />
  ),
  event: tellEvent,
  rule: tellRule,
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
    <Words of="line.ignored" parts={{ reason: reasonWords(text, lineText(item, 'reason')) }} />
  ),
  warning: (item, text) => (
    <Words of="line.warning" parts={{ text: reasonWords(text, lineText(item, 'text')) }} />
  ),
};

const quote = (said: string): ReactNode => <q className={styles.quote}>{said}</q>;

export const statusWords = (text: Texts, status: string): string => text.or(`status.${status}`, status);

const byWords = (text: Texts, by: string): string => text.or(`by.${by}`, by);

function tellEvent(item: ApiTimelineItem, text: Texts): ReactNode {
  const name = lineText(item, 'name');
  const receivedName = lineText(item, 'receivedName');
  const cost = lineText(item, 'cost');
  const tid = lineText(item, 'tid');
  return (
    <>
      <Words
        of="line.event"
        parts={{ event: strong(eventWords(text, name)), ordinal: lineText(item, 'ordinal') }}
      />
      {cost && <>: {strong(`${formatMoney(cost)} ${lineText(item, 'currency')}`)}</>}
      {tid && (
        <>
          , <Words of="line.event.tid" parts={{ tid: code(tid) }} />
        </>
      )}
      {receivedName !== '' && receivedName !== name && (
        <>
          , <Words of="line.event.received" parts={{ name: code(receivedName) }} />
        </>
      )}
    </>
  );
}

function tellRule(item: ApiTimelineItem, text: Texts): ReactNode {
  const move = lineText(item, 'move');
  const status = lineText(item, 'status');
  return (
    <>
      <Words
        of="line.rule"
        parts={{ on: code(lineText(item, 'on')), campaign: strong(lineText(item, 'campaign')) }}
      />
      {move && <> → {place(move)}</>}
      {status && <>, {statusWords(text, status)}</>}
    </>
  );
}

function tellMove(item: ApiTimelineItem, text: Texts): ReactNode {
  const from = lineText(item, 'from');
  const to = place(lineText(item, 'to'));
  const by = byWords(text, lineText(item, 'by'));
  return (
    <>
      {from ? (
        <Words of="line.move" parts={{ from: place(from), to, by }} />
      ) : (
        <Words of="line.firstMove" parts={{ to, by }} />
      )}
      {item.entered === false && <Words of="line.move.notEntered" parts={{}} />}
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
  return (
    <Words
      of="line.notAnswered"
      parts={{ reason: [status, reasonWords(text, lineText(item, 'reason'))].filter(Boolean).join(' ') }}
    />
  );
}

function tellWait(item: ApiTimelineItem, text: Texts): ReactNode {
  const what = text.or(`wait.${lineText(item, 'what')}`, lineText(item, 'what'));
  const until = lineText(item, 'until');
  if (!until || Number.isNaN(Date.parse(until))) return what;
  return <Words of="line.waitUntil" parts={{ what, until: clockTime(until, text.language, true) }} />;
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
