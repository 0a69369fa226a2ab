import { Autocomplete, Group, NumberInput, SegmentedControl, Text } from '@mantine/core';
import { useText } from '../../parts/useText.ts';
import type { FormProps } from '../formProps.ts';
import { AddButton, RowBox } from '../rowBox.tsx';
import { usePeople } from '../usePeople.ts';

export function AssignOperatorForm({ step, change, errorAt }: FormProps<'assignOperator'>) {
  const text = useText();
  const people = usePeople();
  const list = step.assign ?? [];
  const set = (assign: typeof list, field: string): void => change({ ...step, assign }, field);
  return (
    <>
      <SegmentedControl
        aria-label={text('flow.manager.what')}
        data={[
          { value: 'assign', label: text('flow.manager.assign') },
          { value: 'remove', label: text('flow.manager.remove') },
        ]}
        value={step.remove ? 'remove' : 'assign'}
        onChange={(what) =>
          change(
            what === 'remove'
              ? { ...step, assign: undefined, remove: true }
              : { ...step, remove: undefined, assign: [{ operator: '', percent: 100 }] },
            'what',
          )
        }
      />
      {!step.remove && (
        <>
          {list.map((one, index) => (
            <RowBox
              // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed
              key={index}
              title={`${text('flow.manager.one')} ${index + 1}`}
              onRemove={list.length > 1 ? () => set(list.toSpliced(index, 1), 'list') : undefined}
            >
              <Group grow align="start">
                <Autocomplete
                  required
                  label={text('flow.manager.one')}
                  data={people.filter(
                    (name) => name === one.operator || !list.some((other) => other.operator === name),
                  )}
                  value={one.operator}
                  error={errorAt(`assign.${index}.operator`)}
                  onChange={(operator) => set(list.with(index, { ...one, operator }), `operator ${index}`)}
                />
                <NumberInput
                  label={text('flow.form.percent')}
                  min={0}
                  max={100}
                  decimalScale={4}
                  value={one.percent}
                  onChange={(value) =>
                    set(list.with(index, { ...one, percent: Number(value) || 0 }), `percent ${index}`)
                  }
                />
              </Group>
            </RowBox>
          ))}
          {errorAt('assign') && (
            <Text size="sm" c="var(--sb-bad)">
              {errorAt('assign')}
            </Text>
          )}
          <AddButton
            label={text('flow.manager.add')}
            onClick={() => set([...list, { operator: '', percent: 0 }], 'list')}
          />
        </>
      )}
    </>
  );
}
