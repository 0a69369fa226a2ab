import { TextInput } from '@mantine/core';
import { durationText } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import { orNothing } from './formProps.ts';

type DurationInputProps = {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  error?: string | undefined;
  description?: string;
};

/** `10s`, `5m`, `2h`, `3d`. */
export function DurationInput({ label, value, onChange, error, description }: DurationInputProps) {
  const text = useText();
  const wrong = value !== undefined && value !== '' && !durationText.safeParse(value).success;
  return (
    <TextInput
      label={label}
      description={description}
      placeholder="10s, 5m, 2h, 3d"
      value={value ?? ''}
      error={error ?? (wrong ? text('flow.shape.duration') : undefined)}
      onChange={({ currentTarget }) => onChange(orNothing(currentTarget.value.trim()))}
    />
  );
}
