import { Autocomplete } from '@mantine/core';
import { MacroInput } from '../../parts/macroInput.tsx';
import { useText } from '../../parts/useText.ts';
import { useDrawing } from '../drawing.ts';
import { type FormProps, orNothing } from '../formProps.ts';

export function SendTrackerEventForm({ step, change, errorAt }: FormProps<'sendTrackerEvent'>) {
  const text = useText();
  const { macros } = useDrawing();
  return (
    <>
      <Autocomplete
        required
        label={text('flow.event.name')}
        data={['registration', 'sale', 'resale', 'withdrawal']}
        value={step.event}
        error={errorAt('event')}
        onChange={(event) => change({ ...step, event }, 'event')}
      />
      {(['cost', 'currency', 'tid'] as const).map((key) => (
        <MacroInput
          key={key}
          label={text(`flow.event.${key}`)}
          placeholder={key === 'currency' ? 'USD' : ''}
          source={macros.source}
          value={step[key] ?? ''}
          error={errorAt(key)}
          onChange={(value) => change({ ...step, [key]: orNothing(value) }, key)}
        />
      ))}
    </>
  );
}
