import type { FormProps } from '../formProps.ts';
import { PushFields } from '../pushFields.tsx';

export function CustomPushForm({ step, change, errorAt }: FormProps<'customPush'>) {
  return (
    <PushFields
      pushes={step.pushes}
      errorAt={errorAt}
      onChange={(pushes) => change({ ...step, pushes }, 'pushes')}
    />
  );
}
