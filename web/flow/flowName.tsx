import { TextInput, UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { Flow } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import styles from './flow.module.css';
import { orNothing } from './formProps.ts';

/** What the flow is called, to be changed in its place. */
export function FlowName({ flow }: { flow: Flow }) {
  const text = useText();
  const { locked, change } = useDrawing();
  const [typed, setTyped] = useState<string | null>(null);
  const name = flow.name || flow.key;
  const give = (): void => {
    if (typed !== null && typed.trim() !== name) change((now) => ({ ...now, name: orNothing(typed.trim()) }));
    setTyped(null);
  };
  if (typed !== null) {
    return (
      <TextInput
        autoFocus
        size="xs"
        maxLength={200}
        aria-label={text('flow.form.name')}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onBlur={give}
        onKeyDown={({ key }) => {
          if (key === 'Enter') give();
          if (key === 'Escape') setTyped(null);
        }}
      />
    );
  }
  return (
    <>
      <h1 className={styles.name}>{name}</h1>
      {!locked && (
        <UnstyledButton
          className={styles.rename}
          aria-label={text('flow.rename')}
          title={text('flow.rename')}
          onClick={() => setTyped(name)}
        >
          <IconPencil size={15} aria-hidden />
        </UnstyledButton>
      )}
    </>
  );
}
