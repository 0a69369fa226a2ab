import { Autocomplete, Group } from '@mantine/core';
import type { Syntax } from '../../src/macro/macro.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useDrawing } from './drawing.ts';
import type { ErrorAt } from './formProps.ts';
import { AddButton, RowBox } from './rowBox.tsx';

type RecordFieldsProps = {
  title: string;
  addLabel: string;
  entries: readonly (readonly [string, string])[];
  onChange: (entries: [string, string][]) => void;
  keyLabel: string;
  valueLabel: string;
  /** Offered while the key is typed. */
  keys?: readonly string[];
  place: string;
  errorAt: ErrorAt;
  syntax?: Syntax;
  valuePlaceholder?: string;
};

/** Keys and values: fields, headers, what of an answer is kept. */
export function RecordFields(props: RecordFieldsProps) {
  const {
    title,
    entries,
    onChange,
    keyLabel,
    valueLabel,
    keys = [],
    place,
    errorAt,
    syntax = 'message',
  } = props;
  const { macros } = useDrawing();
  const set = (index: number, entry: [string, string]): void =>
    onChange(entries.map(([key, value], at) => (at === index ? entry : [key, value])));
  return (
    <>
      {entries.map(([key, value], index) => (
        <RowBox
          // biome-ignore lint/suspicious/noArrayIndexKey: the key is what is being typed
          key={index}
          title={`${title} ${index + 1}`}
          onRemove={() =>
            onChange(entries.filter((_, at) => at !== index).map(([left, right]) => [left, right]))
          }
        >
          <Group grow align="start" gap="xs">
            <Autocomplete
              label={keyLabel}
              data={[...keys]}
              value={key}
              error={errorAt(`${place}.${key}`)}
              onChange={(next) => set(index, [next, value])}
            />
            <MacroInput
              label={valueLabel}
              source={macros.source}
              syntax={syntax}
              placeholder={props.valuePlaceholder ?? ''}
              value={value}
              onChange={(next) => set(index, [key, next])}
            />
          </Group>
        </RowBox>
      ))}
      <AddButton
        label={props.addLabel}
        onClick={() =>
          onChange([
            ...entries.map(([key, value]): [string, string] => [key, value]),
            [freshKey(entries), ''],
          ])
        }
      />
    </>
  );
}

/** A key that is not there yet: two entries of one key would become one. */
function freshKey(entries: readonly (readonly [string, string])[]): string {
  const taken = new Set(entries.map(([key]) => key));
  for (let n = 1; n <= taken.size; n += 1) if (!taken.has(`key${n}`)) return `key${n}`;
  return `key${taken.size + 1}`;
}

/** The record of the entries; `__proto__` would not become a key of its own. */
export const recordOf = (entries: readonly [string, string][]): Record<string, string> =>
  Object.fromEntries(entries.filter(([key]) => key !== '__proto__'));
