import { Anchor, Button, Checkbox, Group, Select } from '@mantine/core';
import { useState } from 'react';
import type { Step } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import { DurationInput } from './durationInput.tsx';
import { type ErrorAt, orNothing } from './formProps.ts';
import { PushFields } from './pushFields.tsx';
import { StepPicker } from './stepPicker.tsx';

type PartProps = { step: Step; change: (step: Step, field: string) => void; errorAt: ErrorAt };

const finishes = ['next', 'waiting', 'manual', 'finished'] as const;

/** What happens when the step's own work is done. */
export function AfterFields({ step, change, errorAt }: PartProps) {
  const text = useText();
  const branches = step.kind === 'changeFlow' || step.kind === 'abRouter' || step.kind === 'customCondition';
  if (branches && !step.next && !step.delay && !step.finish) return null;
  return (
    <>
      <Select
        label={text('flow.form.finish')}
        data={finishes.map((one) => ({ value: one, label: text(`flow.finish.${one}`) }))}
        value={step.finish ?? 'next'}
        allowDeselect={false}
        onChange={(chosen) => {
          const finish = finishes.find((one) => one === chosen);
          change({ ...step, finish: finish === 'next' ? undefined : finish }, 'finish');
        }}
      />
      <StepPicker
        label={text(step.kind === 'aiReply' ? 'flow.output.met' : 'flow.form.next')}
        value={step.next ?? ''}
        error={errorAt('next')}
        onChange={(next) => change({ ...step, next: orNothing(next) }, 'next')}
      />
      <DurationInput
        label={text('flow.form.delay')}
        description={text('flow.form.delayHint')}
        value={step.delay}
        error={errorAt('delay')}
        onChange={(delay) => change({ ...step, delay }, 'delay')}
      />
      <Checkbox
        label={text('flow.form.stay')}
        checked={step.stay ?? false}
        onChange={({ currentTarget }) =>
          change({ ...step, stay: currentTarget.checked || undefined }, 'stay')
        }
      />
    </>
  );
}

/** What is sent while the lead is silent: the step's own and those of the whole flow. */
export function Pushes({ step, change, errorAt }: PartProps) {
  const text = useText();
  const { editPushes, locked } = useDrawing();
  const [shown, setShown] = useState((step.pushes?.length ?? 0) > 0);
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Checkbox
          label={text('flow.form.globalPushes')}
          checked={step.useGlobalPushes ?? false}
          onChange={({ currentTarget }) =>
            change({ ...step, useGlobalPushes: currentTarget.checked || undefined }, 'globalPushes')
          }
        />
        {step.useGlobalPushes && !locked && (
          <Anchor component="button" type="button" size="sm" onClick={editPushes}>
            {text('flow.pushes.edit')}
          </Anchor>
        )}
      </Group>
      {shown ? (
        <PushFields
          pushes={step.pushes ?? []}
          errorAt={errorAt}
          onChange={(pushes) =>
            step.kind !== 'customPush' &&
            change({ ...step, pushes: pushes.length > 0 ? pushes : undefined }, 'pushes')
          }
        />
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          style={{ justifySelf: 'start' }}
          onClick={() => setShown(true)}
        >
          {text('flow.form.showPushes')}
        </Button>
      )}
    </>
  );
}
