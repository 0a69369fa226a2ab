import { TagsInput } from '@mantine/core';
import { useText } from '../../parts/useText.ts';
import { useDrawing } from '../drawing.ts';
import type { FormProps } from '../formProps.ts';

export function ChangeTagsForm({ step, change, errorAt }: FormProps<'changeTags'>) {
  const text = useText();
  const { macros } = useDrawing();
  return (['assign', 'remove'] as const).map((key) => (
    <TagsInput
      key={key}
      label={text(`flow.tags.${key}`)}
      data={[...(macros.source.tags ?? [])]}
      value={step[key] ?? []}
      error={errorAt(key)}
      onChange={(tags) => change({ ...step, [key]: tags.length > 0 ? tags : undefined }, key)}
    />
  ));
}
