import { Select } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';

type StepPickerProps = {
  label: string;
  /** As written: a key of this flow, or `flow/step`; '' for none. */
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  /** Only steps of other flows, written `flow/step`. */
  elsewhere?: boolean;
  /** A step that is not offered: the one that is being edited may lead to itself, a removed one may not. */
  without?: ReadonlySet<string>;
  description?: string;
};

/** A step of this flow or of another one of the bot. */
export function StepPicker({
  label,
  value,
  onChange,
  error,
  elsewhere,
  without,
  description,
}: StepPickerProps) {
  const text = useText();
  const { flow, elsewhere: others } = useDrawing();
  const [open, setOpen] = useState(false);
  const isChosen = (reference: string): boolean => reference === value;
  const own = flow.steps
    .filter(({ key }) => !without?.has(key))
    .map((step) => ({
      value: elsewhere ? `${flow.key}/${step.key}` : step.key,
      label: step.title ? `${step.title} · ${step.key}` : step.key,
    }));
  const groups = [
    { group: text('flow.pick.here'), items: unique(own) },
    ...[...Map.groupBy(others, (one) => one.flow)].map(([group, steps]) => ({
      group,
      items: unique(steps.map(({ key }) => ({ value: `${group}/${key}`, label: `${group}/${key}` }))),
    })),
  ];
  const known = groups.some(({ items }) => items.some((item) => item.value === value));
  const missing =
    value !== '' && !known ? [{ group: text('flow.pick.missing'), items: [{ value, label: value }] }] : [];
  return (
    <Select
      label={label}
      description={description}
      placeholder={text('flow.pick.none')}
      data={[
        ...missing,
        // A list is built for each picker of the drawer: hundreds of steps only in the one that is open.
        ...groups
          .map(({ group, items }) => ({
            group,
            items: open ? items : items.filter((one) => isChosen(one.value)),
          }))
          .filter(({ items }) => items.length > 0),
      ]}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
      error={error}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `${label}: ${text('flow.pick.clear')}` }}
      nothingFoundMessage={text('flow.pick.nothing')}
      maxDropdownHeight={280}
    />
  );
}

type Item = { value: string; label: string };

/** A drawing may hold a key twice, which is told elsewhere; a list of choices may not. */
const unique = (items: readonly Item[]): Item[] => [
  ...new Map(items.map((item) => [item.value, item])).values(),
];
