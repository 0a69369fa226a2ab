import { SegmentedControl } from '@mantine/core';
import type { PushShape } from '../../src/flow/flow.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import { DurationInput } from './durationInput.tsx';
import type { ErrorAt } from './formProps.ts';
import { MessageFields } from './messageFields.tsx';
import { AddButton, movedInList, RowBox } from './rowBox.tsx';

type PushFieldsProps = {
  pushes: readonly PushShape[];
  onChange: (pushes: PushShape[]) => void;
  errorAt: ErrorAt;
};

/** What is sent while the lead is silent. */
export function PushFields({ pushes, onChange, errorAt }: PushFieldsProps) {
  const text = useText();
  const { macros } = useDrawing();
  const set = (p: number, push: PushShape): void => onChange(pushes.with(p, push));
  return (
    <>
      {pushes.map((push, p) => (
        <RowBox
          // biome-ignore lint/suspicious/noArrayIndexKey: pushes have no name of their own
          key={p}
          title={`${text('flow.form.push')} ${p + 1}`}
          onRemove={() => onChange(pushes.toSpliced(p, 1))}
          onMove={(by) => onChange(movedInList(pushes, p, by))}
        >
          <DurationInput
            label={text('flow.form.after')}
            description={text('flow.form.afterHint')}
            value={push.after}
            error={errorAt(`pushes.${p}.after`)}
            onChange={(after) => set(p, { ...push, after: after ?? '' })}
          />
          <SegmentedControl
            aria-label={text('flow.form.pushKind')}
            data={[
              { value: 'message', label: text('flow.form.message') },
              { value: 'prompt', label: text('flow.content.prompt') },
            ]}
            value={push.prompt === undefined ? 'message' : 'prompt'}
            onChange={(kind) =>
              set(
                p,
                kind === 'prompt'
                  ? { after: push.after, prompt: '' }
                  : { after: push.after, message: { text: '' } },
              )
            }
          />
          {push.message && (
            <MessageFields
              message={push.message}
              place={`pushes.${p}.message`}
              errorAt={errorAt}
              onChange={(message) => set(p, { ...push, message })}
            />
          )}
          {push.prompt !== undefined && (
            <MacroInput
              multiline
              required
              label={text('flow.form.prompt')}
              source={macros.source}
              value={push.prompt}
              error={errorAt(`pushes.${p}.prompt`)}
              onChange={(prompt) => set(p, { ...push, prompt })}
            />
          )}
        </RowBox>
      ))}
      <AddButton
        label={text('flow.form.addPush')}
        onClick={() => onChange([...pushes, { after: '1h', message: { text: '' } }])}
      />
    </>
  );
}
