/** Lines about what happened elsewhere: events, their money, and the rule that fires. */
import type { ReactNode } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import type { Texts } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import { lineText } from './lineData.ts';
import { code, lineAmount, strong } from './linePart.tsx';
import { eventLabelWords, eventWords, statusWords } from './plainWords.ts';
import styles from './timeline.module.css';

export function tellEvent(item: ApiTimelineItem, text: Texts): ReactNode {
  const name = lineText(item, 'name');
  const receivedName = lineText(item, 'receivedName');
  const amount = lineAmount(item);
  const tid = lineText(item, 'tid');
  const isHeld = lineText(item, 'standing') === 'held';
  return (
    <>
      <Words
        of="line.event"
        parts={{ event: strong(eventWords(text, name)), ordinal: lineText(item, 'ordinal') }}
      />
      {amount && <>: {strong(amount)}</>}
      {isHeld && (
        <>
          {' '}
          <span className={styles.held}>{text('line.event.held')}</span>
        </>
      )}
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

export const tellTakenBack = (item: ApiTimelineItem, text: Texts): ReactNode => (
  <Words
    of="line.takenBack"
    parts={{
      event: strong(eventLabelWords(text, lineText(item, 'event'))),
      amount: strong(lineAmount(item)),
    }}
  />
);

export function tellRule(item: ApiTimelineItem, text: Texts): ReactNode {
  const move = lineText(item, 'move');
  const status = lineText(item, 'status');
  const when = lineText(item, 'when');
  return (
    <>
      <Words
        of="line.rule"
        parts={{ on: code(lineText(item, 'on')), campaign: strong(lineText(item, 'campaign')) }}
      />
      {move && <> → {code(move)}</>}
      {status && <>, {statusWords(text, status)}</>}
      {when && (
        <>
          ; <Words of="line.rule.when" parts={{ when: code(when) }} />
        </>
      )}
    </>
  );
}
