import { Anchor, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Step } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import { DialogCounter } from './dialogCounter.tsx';
import { useDrawing } from './drawing.ts';
import styles from './flow.module.css';
import { KindItems } from './kindLook.tsx';
import { LeadBadges } from './leadBadges.tsx';
import { outputsOf } from './output.ts';
import { gist, outputWords } from './outputWords.ts';
import { ProblemMark } from './stepCard.tsx';
import { fullReference } from './target.ts';

/** The same flow as a table: everything that the canvas shows and does, line by line. */
export function StepList() {
  const text = useText();
  const { flow } = useDrawing();
  return (
    <table className={`${styles.table} ${styles.steps}`}>
      <thead>
        <tr>
          <th scope="col">{text('flow.column.step')}</th>
          <th scope="col">{text('flow.column.does')}</th>
          <th scope="col">{text('flow.column.leads')}</th>
          <th scope="col">{text('flow.column.ways')}</th>
          <th scope="col">{text('flow.column.dialogs')}</th>
        </tr>
      </thead>
      <tbody>
        {flow.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a drawing may hold a key twice
          <Row key={`${step.key} ${index}`} step={step} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ step }: { step: Step }) {
  const text = useText();
  const { flow, counters, openStep, open } = useDrawing();
  const count = counters[step.key] ?? 0;
  const words = gist(step, text);
  return (
    <tr data-step={step.key} aria-current={open === step.key ? 'true' : undefined}>
      <td>
        <Anchor
          component="button"
          type="button"
          ta="left"
          size="sm"
          fw={600}
          onClick={() => openStep(step.key)}
        >
          {step.title || text(`flow.kind.${step.kind}`)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {step.key} · {text(`flow.kind.${step.kind}`)}
        </Text>
        <ProblemMark step={step.key} />
      </td>
      <td data-label={text('flow.column.does')}>
        {words !== '' && (
          <Text size="sm" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
            {words}
          </Text>
        )}
      </td>
      <td data-label={text('flow.column.leads')}>
        <LeadBadges step={step.key} all />
      </td>
      <td data-label={text('flow.column.ways')}>
        <Ways step={step} />
      </td>
      <td data-label={text('flow.column.dialogs')}>
        {count > 0 ? <DialogCounter place={`${flow.key}/${step.key}`} count={count} /> : 0}
      </td>
    </tr>
  );
}

function Ways({ step }: { step: Step }) {
  const text = useText();
  const { flow, openStep, add, locked } = useDrawing();
  return (
    <ul className={styles.ways}>
      {outputsOf(step).map((output) => {
        const words = outputWords(output, text);
        const full = fullReference(output.target, flow.key);
        const own = flow.steps.find(({ key }) => full === `${flow.key}/${key}`);
        return (
          <li key={output.id}>
            {words} →{' '}
            {output.target === '' ? (
              locked ? (
                '–'
              ) : (
                <Menu>
                  <Menu.Target>
                    <UnstyledButton
                      className={styles.plus}
                      display="inline-grid"
                      aria-label={text('flow.addAfter', { output: words, step: step.title || step.key })}
                    >
                      <IconPlus size={14} aria-hidden />
                    </UnstyledButton>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <KindItems onPick={(kind) => add(kind, { step: step.key, output: output.id })} />
                  </Menu.Dropdown>
                </Menu>
              )
            ) : own ? (
              <Anchor component="button" type="button" size="sm" ta="left" onClick={() => openStep(own.key)}>
                {own.title || own.key}
              </Anchor>
            ) : (
              <code>{output.target}</code>
            )}
          </li>
        );
      })}
    </ul>
  );
}
