import { Input, SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import styles from './settings.module.css';

/** One of a few, all in sight, with what the chosen one means. */
export function Choice<Value extends string>({
  label,
  says,
  data,
  value,
  onChange,
  error,
}: {
  label: string;
  says?: string;
  data: readonly { value: Value; label: string }[];
  value: Value;
  onChange(value: Value): void;
  error?: React.ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <Input.Label labelElement="div" id={id}>
        {label}
      </Input.Label>
      <SegmentedControl
        aria-labelledby={id}
        data={[...data]}
        value={value}
        onChange={(chosen) => onChange(data.find((one) => one.value === chosen)?.value ?? value)}
      />
      {says && <Input.Description>{says}</Input.Description>}
      {error && <Input.Error>{error}</Input.Error>}
    </div>
  );
}
