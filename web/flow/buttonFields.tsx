import { Group, Select } from '@mantine/core';
import type { ButtonShape } from '../../src/flow/flow.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import type { ErrorAt } from './formProps.ts';
import { AddButton, RowBox } from './rowBox.tsx';
import { StepPicker } from './stepPicker.tsx';

const acts = ['url', 'goto', 'run', 'webApp'] as const;

type ButtonFieldsProps = {
  rows: readonly (readonly ButtonShape[])[];
  onChange: (rows: ButtonShape[][]) => void;
  place: string;
  errorAt: ErrorAt;
};

/** The buttons under a message, row by row. */
export function ButtonFields({ rows, onChange, place, errorAt }: ButtonFieldsProps) {
  const text = useText();
  const set = (r: number, row: ButtonShape[]): void =>
    onChange(rows.map((one, index) => (index === r ? row : [...one])).filter((one) => one.length > 0));
  const fresh: ButtonShape = { text: '', goto: '' };
  return (
    <>
      {rows.map((row, r) =>
        row.map((button, b) => (
          <RowBox
            // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no name of their own
            key={`${r}.${b}`}
            title={`${text('flow.form.button')} ${rows.length > 1 ? `${r + 1}.` : ''}${b + 1}`}
            onRemove={() => set(r, row.toSpliced(b, 1))}
          >
            <OneButton
              button={button}
              place={`${place}.${r}.${b}`}
              errorAt={errorAt}
              onChange={(next) => set(r, row.with(b, next))}
            />
          </RowBox>
        )),
      )}
      <Group gap="xs">
        <AddButton
          label={text('flow.form.addButtonRow')}
          onClick={() => onChange([...rows.map((row) => [...row]), [fresh]])}
        />
        {rows.length > 0 && (rows.at(-1)?.length ?? 0) < 8 && (
          <AddButton
            label={text('flow.form.addButtonBeside')}
            onClick={() => set(rows.length - 1, [...(rows.at(-1) ?? []), fresh])}
          />
        )}
      </Group>
    </>
  );
}

type OneButtonProps = {
  button: ButtonShape;
  onChange: (button: ButtonShape) => void;
  place: string;
  errorAt: ErrorAt;
};

function OneButton({ button, onChange, place, errorAt }: OneButtonProps) {
  const text = useText();
  const { macros } = useDrawing();
  const act = acts.find((one) => button[one] !== undefined) ?? 'goto';
  const target = button[act] ?? '';
  const set = (value: string): void => onChange({ text: button.text, [act]: value });
  return (
    <>
      <MacroInput
        required
        label={text('flow.form.buttonText')}
        source={macros.source}
        value={button.text}
        error={errorAt(`${place}.text`)}
        onChange={(words) => onChange({ ...button, text: words })}
      />
      <Select
        label={text('flow.form.buttonAct')}
        data={acts.map((one) => ({ value: one, label: text(`flow.button.${one}`) }))}
        value={act}
        allowDeselect={false}
        onChange={(chosen) => {
          const next = acts.find((one) => one === chosen) ?? 'goto';
          const isStep = (one: string): boolean => one === 'goto' || one === 'run';
          onChange({ text: button.text, [next]: isStep(next) === isStep(act) ? target : '' });
        }}
      />
      {act === 'goto' || act === 'run' ? (
        <StepPicker
          label={text('flow.form.step')}
          value={target}
          error={errorAt(`${place}.${act}`)}
          onChange={set}
        />
      ) : (
        <MacroInput
          required
          label={text('flow.form.url')}
          placeholder="https://partner.com/signup?sub1={{tracker.clickid}}"
          source={macros.source}
          value={target}
          error={errorAt(`${place}.${act}`)}
          onChange={set}
        />
      )}
    </>
  );
}
