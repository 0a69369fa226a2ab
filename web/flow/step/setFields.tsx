import { useText } from '../../parts/useText.ts';
import { useDrawing } from '../drawing.ts';
import type { FormProps } from '../formProps.ts';
import { RecordFields, recordOf } from '../recordFields.tsx';

export function SetFieldsForm({ step, change, errorAt }: FormProps<'setFields'>) {
  const text = useText();
  const { macros } = useDrawing();
  return (
    <RecordFields
      title={text('flow.form.field')}
      addLabel={text('flow.form.addField')}
      keyLabel={text('flow.form.field')}
      valueLabel={text('flow.form.value')}
      keys={macros.source.fields.map(({ key }) => key)}
      entries={Object.entries(step.fields).map(([key, value]): [string, string] => [key, String(value)])}
      place="fields"
      errorAt={errorAt}
      onChange={(entries) => change({ ...step, fields: recordOf(entries) }, 'fields')}
    />
  );
}
