import { TextInput } from '@mantine/core';
import { ConditionInput } from '../../parts/conditionInput.tsx';
import { useText } from '../../parts/useText.ts';
import { useDrawing } from '../drawing.ts';
import { type FormProps, orNothing } from '../formProps.ts';
import { AddButton, movedInList, RowBox } from '../rowBox.tsx';
import { StepPicker } from '../stepPicker.tsx';

export function CustomConditionForm({ step, change, errorAt }: FormProps<'customCondition'>) {
  const text = useText();
  const { macros } = useDrawing();
  const { branches } = step;
  const set = (next: typeof branches, field: string): void => change({ ...step, branches: next }, field);
  return (
    <>
      {branches.map((branch, b) => (
        <RowBox
          // biome-ignore lint/suspicious/noArrayIndexKey: branches have no name of their own
          key={b}
          title={`${text('flow.form.branch')} ${b + 1}`}
          onRemove={branches.length > 1 ? () => set(branches.toSpliced(b, 1), 'list') : undefined}
          onMove={branches.length > 1 ? (by) => set(movedInList(branches, b, by), 'order') : undefined}
        >
          <TextInput
            label={text('flow.form.title')}
            value={branch.title ?? ''}
            onChange={({ currentTarget }) =>
              set(branches.with(b, { ...branch, title: orNothing(currentTarget.value) }), `title ${b}`)
            }
          />
          <ConditionInput
            label={text('flow.form.when')}
            source={macros.source}
            value={branch.when}
            error={errorAt(`branches.${b}.when`)}
            onChange={(when) => set(branches.with(b, { ...branch, when }), `when ${b}`)}
          />
          <StepPicker
            label={text('flow.form.next')}
            value={branch.next}
            error={errorAt(`branches.${b}.next`)}
            onChange={(next) => set(branches.with(b, { ...branch, next }), `next ${b}`)}
          />
        </RowBox>
      ))}
      <AddButton
        label={text('flow.form.addBranch')}
        onClick={() => set([...branches, { when: '', next: '' }], 'list')}
      />
      <StepPicker
        label={text('flow.output.otherwise')}
        value={step.otherwise ?? ''}
        error={errorAt('otherwise')}
        onChange={(otherwise) => change({ ...step, otherwise: orNothing(otherwise) }, 'otherwise')}
      />
    </>
  );
}
