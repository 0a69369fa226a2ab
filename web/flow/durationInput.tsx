import { Input, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { durationText } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import styles from './flow.module.css';
import { orNothing } from './formProps.ts';

type DurationInputProps = {
  label: string;
  /** As a funnel file writes it: `10s`, `2h`. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  error?: string | undefined;
  description?: string;
};

const units = ['s', 'm', 'h', 'd'] as const;
type Unit = (typeof units)[number];

/** A number and what it counts; a sum such as `1h30m`, which only a file would have, as it is written. */
export function DurationInput({ label, value, onChange, error, description }: DurationInputProps) {
  const text = useText();
  const [unit, setUnit] = useState<Unit>('m');
  const read = /^(\d*)([smhd])$/.exec(value ?? '');
  const shown = units.find((one) => one === read?.[2]) ?? unit;
  const wrong = value !== undefined && value !== '' && !durationText.safeParse(value).success;
  const says = error ?? (wrong ? text('flow.shape.duration') : undefined);
  if (value && !read) {
    return (
      <TextInput
        {...{ label, description, value }}
        error={says}
        onChange={({ currentTarget }) => onChange(orNothing(currentTarget.value.trim()))}
      />
    );
  }
  return (
    <Input.Wrapper label={label} description={description} error={says} labelElement="div">
      <div className={styles.duration}>
        <NumberInput
          aria-label={label}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          error={says !== undefined}
          value={read?.[1] ? Number(read[1]) : ''}
          onChange={(amount) => onChange(amount === '' ? undefined : `${amount}${shown}`)}
        />
        <Select
          aria-label={`${label}: ${text('flow.unit')}`}
          data={units.map((one) => ({ value: one, label: text(`flow.unit.${one}`) }))}
          value={shown}
          allowDeselect={false}
          onChange={(chosen) => {
            const next = units.find((one) => one === chosen) ?? 'm';
            setUnit(next);
            if (read?.[1]) onChange(`${read[1]}${next}`);
          }}
        />
      </div>
    </Input.Wrapper>
  );
}
