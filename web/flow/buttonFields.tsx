import { Select } from '@mantine/core';
import { Fragment } from 'react';
import type { ButtonShape } from '../../src/flow/flow.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import type { ErrorAt } from './formProps.ts';
import { AddButton, movedInList, RowBox } from './rowBox.tsx';
import { StepPicker } from './stepPicker.tsx';

/** Telegram's own bound. */
const mostInRow = 8;

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
      {rows.map((row, r) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
        <Fragment key={r}>
          {row.map((button, b) => (
            <RowBox
              // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no name of their own
              key={b}
              title={`${text('flow.form.button')} ${rows.length > 1 ? `${r + 1}.` : ''}${b + 1}`}
              onRemove={() => set(r, row.toSpliced(b, 1))}
              onMove={
                rows.length + row.length > 2 ? (by) => onChange(movedButton(rows, r, b, by)) : undefined
              }
            >
              <OneButton
                button={button}
                place={`${place}.${r}.${b}`}
                errorAt={errorAt}
                onChange={(next) => set(r, row.with(b, next))}
              />
            </RowBox>
          ))}
          {row.length < mostInRow && (
            <AddButton
              label={text('flow.form.addButtonBeside', { button: row.at(-1)?.text || r + 1 })}
              onClick={() => set(r, [...row, fresh])}
            />
          )}
        </Fragment>
      ))}
      <AddButton
        label={text(rows.length > 0 ? 'flow.form.addButtonRow' : 'flow.form.addButton')}
        onClick={() => onChange([...rows.map((row) => [...row]), [fresh]])}
      />
    </>
  );
}

/** One place on or back in its row; at the row's end into the next one, whose first or last it becomes. */
function movedButton(
  rows: readonly (readonly ButtonShape[])[],
  r: number,
  b: number,
  by: number,
): ButtonShape[][] {
  const row = rows[r] ?? [];
  const button = row[b];
  const next = rows[r + by];
  const moved = rows.map((one) => [...one]);
  if (!button) return moved;
  if (b + by >= 0 && b + by < row.length) moved[r] = movedInList(row, b, by);
  else if (next && next.length < mostInRow) {
    moved[r] = row.toSpliced(b, 1);
    moved[r + by] = by > 0 ? [button, ...next] : [...next, button];
  }
  return moved.filter((one) => one.length > 0);
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
