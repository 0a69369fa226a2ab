import { Chip, Group, Input, SegmentedControl, TextInput } from '@mantine/core';
import { weekdays } from '../../../src/flow/flow.ts';
import { useText } from '../../parts/useText.ts';
import { useDrawing } from '../drawing.ts';
import { DurationInput } from '../durationInput.tsx';
import type { FormProps } from '../formProps.ts';

/** Monday first. */
const week = [...weekdays.slice(1), ...weekdays.slice(0, 1)];

export function CustomDelayForm({ step, change, errorAt }: FormProps<'customDelay'>) {
  const text = useText();
  const { macros } = useDrawing();
  const until = step.until !== undefined;
  return (
    <>
      <SegmentedControl
        aria-label={text('flow.delay.how')}
        data={[
          { value: 'for', label: text('flow.delay.for') },
          { value: 'until', label: text('flow.delay.until') },
        ]}
        value={until ? 'until' : 'for'}
        onChange={(how) =>
          change(
            how === 'until'
              ? { ...step, for: undefined, until: '12:00' }
              : { ...step, until: undefined, days: undefined, for: '1h' },
            'how',
          )
        }
      />
      {until ? (
        <>
          <TextInput
            type="time"
            label={text('flow.delay.until')}
            description={text('flow.delay.untilHint', { timezone: macros.timezone })}
            value={step.until ?? ''}
            error={errorAt('until') ?? errorAt('')}
            onChange={({ currentTarget }) => change({ ...step, until: currentTarget.value }, 'until')}
          />
          <Input.Wrapper label={text('flow.delay.days')} error={errorAt('days')}>
            <Chip.Group
              multiple
              value={step.days ?? []}
              onChange={(chosen) => {
                const days = weekdays.filter((day) => chosen.includes(day));
                change({ ...step, days: days.length > 0 ? days : undefined }, 'days');
              }}
            >
              <Group gap={4} mt={4}>
                {week.map((day) => (
                  <Chip key={day} value={day} size="xs">
                    {text(`flow.day.${day}`)}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
        </>
      ) : (
        <DurationInput
          label={text('flow.delay.for')}
          value={step.for}
          error={errorAt('for') ?? errorAt('')}
          onChange={(value) => change({ ...step, for: value ?? '' }, 'for')}
        />
      )}
    </>
  );
}
