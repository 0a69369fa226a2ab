import { ActionIcon, Fieldset } from '@mantine/core';
import { IconCopy, IconTrash, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { useText } from '../parts/useText.ts';
import { withoutSecret } from './copyFlow.ts';
import { useDrawing } from './drawing.ts';
import { freeKey, removeSteps, stepOf } from './editFlow.ts';
import styles from './flow.module.css';
import { kindIcons } from './kindLook.tsx';
import { Preview } from './preview.tsx';
import { StepFields } from './stepFields.tsx';

/** Everything of one step, beside the drawing. */
export function StepDrawer({ stepIds }: { stepIds: Readonly<Record<string, string>> }) {
  const text = useText();
  const { flow, open, openStep, locked, change, select } = useDrawing();
  const step = open === null ? undefined : stepOf(flow, open);
  const shown = useShown(step?.key ?? '');
  if (!step) return null;
  const Sign = kindIcons[step.kind];
  const copy = (): void => {
    const key = freeKey(flow, step.key);
    change((now) => ({
      ...now,
      steps: [
        ...now.steps,
        { ...withoutSecret(step), key, at: step.at && [step.at[0] + 48, step.at[1] + 48] },
      ],
    }));
    select([key]);
    openStep(key);
  };
  return (
    <aside className={styles.drawer} aria-label={text('flow.drawer', { step: step.key })}>
      <div className={styles.drawerHead}>
        <span className={styles.kindSign} data-kind={step.kind}>
          <Sign size={16} aria-hidden />
        </span>
        <h2>{text(`flow.kind.${step.kind}`)}</h2>
        {!locked && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text('flow.copyStep')}
              title={text('flow.copyStep')}
              onClick={copy}
            >
              <IconCopy size={17} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={text('flow.removeStep')}
              title={text('flow.removeStep')}
              onClick={() => {
                change((now) => removeSteps(now, new Set([step.key])));
                openStep(null);
              }}
            >
              <IconTrash size={17} aria-hidden />
            </ActionIcon>
          </>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text('flow.close')}
          onClick={() => openStep(null)}
        >
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.drawerBody} tabIndex={0} key={shown.number}>
        <Fieldset variant="unstyled" disabled={locked} style={{ display: 'grid', gap: 12, minWidth: 0 }}>
          <StepFields step={step} stepId={stepIds[step.key]} onRename={shown.renamed} />
        </Fieldset>
        <Preview step={step} />
      </div>
    </aside>
  );
}

/** Another step has its fields begin anew; a new key of the same one leaves them, and the cursor, where they are. */
function useShown(key: string): { number: number; renamed: (key: string) => void } {
  const shown = useRef({ key, number: 0 });
  if (shown.current.key !== key) shown.current = { key, number: shown.current.number + 1 };
  return {
    number: shown.current.number,
    renamed: (next) => {
      shown.current = { ...shown.current, key: next };
    },
  };
}
