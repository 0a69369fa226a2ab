import { Group, NumberInput, Text, TextInput } from '@mantine/core';
import { useText } from '../../parts/useText.ts';
import { type FormProps, orNothing } from '../formProps.ts';
import { AddButton, RowBox } from '../rowBox.tsx';
import { StepPicker } from '../stepPicker.tsx';

export function AbRouterForm({ step, change, errorAt }: FormProps<'abRouter'>) {
  const text = useText();
  const { branches } = step;
  const set = (next: typeof branches, field: string): void => change({ ...step, branches: next }, field);
  return (
    <>
      {branches.map((branch, b) => (
        <RowBox
          // biome-ignore lint/suspicious/noArrayIndexKey: branches have no name of their own
          key={b}
          title={`${text('flow.form.branch')} ${b + 1}`}
          onRemove={branches.length > 2 ? () => set(branches.toSpliced(b, 1), 'list') : undefined}
        >
          <Group grow align="start">
            <TextInput
              label={text('flow.form.title')}
              value={branch.title ?? ''}
              onChange={({ currentTarget }) =>
                set(branches.with(b, { ...branch, title: orNothing(currentTarget.value) }), `title ${b}`)
              }
            />
            <NumberInput
              label={text('flow.form.percent')}
              min={0}
              max={100}
              decimalScale={4}
              value={branch.percent}
              error={errorAt(`branches.${b}.percent`)}
              onChange={(value) =>
                set(branches.with(b, { ...branch, percent: Number(value) || 0 }), `percent ${b}`)
              }
            />
          </Group>
          <StepPicker
            label={text('flow.form.next')}
            value={branch.next}
            error={errorAt(`branches.${b}.next`)}
            onChange={(next) => set(branches.with(b, { ...branch, next }), `next ${b}`)}
          />
        </RowBox>
      ))}
      {errorAt('branches') && (
        <Text size="sm" c="var(--sb-bad)">
          {errorAt('branches')}
        </Text>
      )}
      <AddButton
        label={text('flow.form.addBranch')}
        onClick={() => set([...branches, { percent: 0, next: '' }], 'list')}
      />
    </>
  );
}
