/** Lines about the way through the flows: branches, moves, pushes, waits. */
import type { ReactNode } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import { momentTime } from '../parts/momentTime.ts';
import type { Texts } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import { lineText } from './lineData.ts';
import { code, quote } from './linePart.tsx';

export function tellBranch(item: ApiTimelineItem): ReactNode {
  const place = lineText(item, 'step');
  const step = code(place);
  const to = lineText(item, 'to');
  const branch = lineText(item, 'branch');
  const stays = to === place;
  return (
    <>
      {branch === '0' ? (
        <Words of="line.branch.otherwise" parts={{ step }} />
      ) : (
        <Words of="line.branch" parts={{ step, branch, title: quote(lineText(item, 'title')) }} />
      )}
      {to && !stays && <> → {code(wholePlace(to, place))}</>}
      {stays && <Words of="line.branch.stays" parts={{}} />}
      {item.kept === true && <Words of="line.branch.kept" parts={{}} />}
    </>
  );
}

/** A step of the same flow is named by its key alone. */
const wholePlace = (to: string, from: string): string =>
  to.includes('/') ? to : `${from.slice(0, from.indexOf('/') + 1)}${to}`;

export function tellMove(item: ApiTimelineItem, text: Texts): ReactNode {
  const from = lineText(item, 'from');
  const to = code(lineText(item, 'to'));
  const by = byWords(text, lineText(item, 'by'));
  return (
    <>
      {from ? (
        <Words of="line.move" parts={{ from: code(from), to, by }} />
      ) : (
        <Words of="line.firstMove" parts={{ to, by }} />
      )}
      {item.entered === false && <Words of="line.move.notEntered" parts={{}} />}
    </>
  );
}

export const byWords = (text: Texts, by: string): string => text.or(`by.${by}`, by);

export const tellPush = (item: ApiTimelineItem): ReactNode => (
  <Words of="line.push" parts={{ step: code(lineText(item, 'step')), n: lineText(item, 'n') }} />
);

export function tellPostponed(item: ApiTimelineItem, text: Texts): ReactNode {
  const reason = lineText(item, 'reason');
  const parts = {
    until: momentWords(lineText(item, 'until'), text),
    reason: text.or(`postponed.${reason}`, reason),
  };
  return <Words of="line.postponed" parts={parts} />;
}

export function tellWait(item: ApiTimelineItem, text: Texts): ReactNode {
  const what = text.or(`wait.${lineText(item, 'what')}`, lineText(item, 'what'));
  const until = lineText(item, 'until');
  if (!until || Number.isNaN(Date.parse(until))) return what;
  return <Words of="line.waitUntil" parts={{ what, until: momentWords(until, text) }} />;
}

export const momentWords = (at: string, text: Texts): string =>
  Number.isNaN(Date.parse(at)) ? at : momentTime(at, text.language, true);
