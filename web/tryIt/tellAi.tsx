/** Lines about the AI: what it was asked, what it decided, and what of that was not believed. */
import type { ReactNode } from 'react';
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import type { TextKey } from '../parts/language.ts';
import type { Texts } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import { lineList, lineText } from './lineData.ts';
import { code, quote } from './linePart.tsx';
import styles from './timeline.module.css';

const tasks: Record<string, TextKey> = {
  turn: 'line.asked.turn',
  write: 'line.asked.write',
  recognise: 'line.asked.recognise',
};

export function tellAsked(item: ApiTimelineItem): ReactNode {
  const task = lineText(item, 'task');
  const key = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
  return <Words of={key ?? 'line.asked'} parts={{ step: code(lineText(item, 'step')) }} />;
}

export function tellDecided(item: ApiTimelineItem, text: Texts): ReactNode {
  const branch = lineText(item, 'branch');
  const met = item.requirementMet === true;
  const tokens = lineText(item, 'tokens');
  return (
    <>
      {text(met ? 'line.decided.met' : branch ? 'line.decided' : 'line.decided.goesOn')}
      {branch && (
        <>
          {met ? ', ' : ' '}
          <Words of="line.decided.branch" parts={{ branch: quote(branch) }} />
        </>
      )}
      {tokens && <> ({text('line.decided.tokens', { tokens })})</>}
      {lineList(item, 'refused').map((refused, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was refused in a line never changes
        <span key={index} className={styles.refused}>
          <Words of="line.decided.refused" parts={{ reason: text.told(refused) }} />
        </span>
      ))}
    </>
  );
}

export const tellRecognised = (item: ApiTimelineItem): ReactNode => (
  <Words of="line.recognised" parts={{ text: quote(lineText(item, 'text')) }} />
);
