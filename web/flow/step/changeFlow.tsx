import { useText } from '../../parts/useText.ts';
import type { FormProps } from '../formProps.ts';
import { StepPicker } from '../stepPicker.tsx';

export function ChangeFlowForm({ step, change, errorAt }: FormProps<'changeFlow'>) {
  const text = useText();
  return (
    <StepPicker
      elsewhere
      label={text('flow.output.to')}
      value={step.to}
      error={errorAt('to')}
      onChange={(to) => change({ ...step, to }, 'to')}
    />
  );
}
