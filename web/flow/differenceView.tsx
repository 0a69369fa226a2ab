import { Text } from '@mantine/core';
import type { Flow, Step } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import { differenceOf, isSame } from './difference.ts';
import styles from './flow.module.css';
import { placeWords } from './placeWords.ts';

/** What has become of a flow, step by step, in words. */
export function DifferenceView({ before, after }: { before: Flow; after: Flow }) {
  const text = useText();
  const difference = differenceOf(before, after);
  if (isSame(difference)) return <Text c="dimmed">{text('flow.diff.same')}</Text>;
  const nameOf = (step: Step): string => `${step.title || text(`flow.kind.${step.kind}`)} (${step.key})`;
  return (
    <ul className={styles.difference}>
      {difference.name && (
        <li>
          {text('flow.diff.name')} <Change {...difference.name} />
        </li>
      )}
      {difference.added.map((step) => (
        <li key={`added ${step.key}`}>
          <strong className={styles.after}>+ {text('flow.diff.added')}</strong> {nameOf(step)}
        </li>
      ))}
      {difference.removed.map((step) => (
        <li key={`removed ${step.key}`}>
          <strong style={{ color: 'var(--sb-bad)' }}>− {text('flow.diff.removed')}</strong> {nameOf(step)}
        </li>
      ))}
      {difference.changed.map(({ step, fields }) => (
        <li key={`changed ${step.key}`}>
          <strong>{text('flow.diff.changed')}</strong> {nameOf(step)}
          <dl>
            {fields.map(({ place, before: was, after: now }) => (
              <Field key={place} place={place} before={was} after={now} />
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Field({ place, before, after }: { place: string; before: string; after: string }) {
  return (
    <>
      <dt>{placeWords(place, useText())}</dt>
      <dd>
        <Change before={before} after={after} />
      </dd>
    </>
  );
}

function Change({ before, after }: { before: string; after: string }) {
  return (
    <>
      {before !== '' && <span className={styles.before}>{before}</span>}{' '}
      {after !== '' && <span className={styles.after}>{after}</span>}
    </>
  );
}
