import { Button, Group, PasswordInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../parts/useText.ts';
import { isReference } from './typedSecret.ts';

type SecretFieldProps = {
  label: string;
  description: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  error?: string | undefined;
};

/** Typed once and never shown again; a reference to the server's environment (`${FUNNEL_...}`) stays readable. */
export function SecretField({ label, description, value, onChange, error }: SecretFieldProps) {
  const text = useText();
  const [typed, setTyped] = useState('');
  const isKept = value !== undefined && isReference(value);
  // Given over whole: the beginning of a secret is none.
  const give = (): void => {
    if (typed.trim() === '') return;
    onChange(typed.trim());
    setTyped('');
  };
  return (
    <div>
      <PasswordInput
        label={label}
        description={description}
        placeholder={value === undefined ? '' : text('flow.secret.kept')}
        autoComplete="off"
        value={typed}
        error={error}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onBlur={give}
        onKeyDown={({ key }) => key === 'Enter' && give()}
      />
      {value !== undefined && (
        <Group gap="xs" mt={4} justify="space-between">
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {isKept ? value : text('flow.secret.sealing')}
          </Text>
          <Button size="compact-xs" variant="subtle" color="red" onClick={() => onChange(undefined)}>
            {text('flow.remove')}
          </Button>
        </Group>
      )}
    </div>
  );
}
