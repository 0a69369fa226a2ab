import { useText } from '../../parts/useText.ts';
import type { FormProps } from '../formProps.ts';
import { MessageFields } from '../messageFields.tsx';
import { AddButton, movedInList, RowBox } from '../rowBox.tsx';

export function SendMessageForm({ step, change, errorAt }: FormProps<'sendMessage'>) {
  const text = useText();
  const set = (messages: typeof step.messages, field: string): void => change({ ...step, messages }, field);
  return (
    <>
      {step.messages.map((message, m) => (
        <RowBox
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no name of their own
          key={m}
          title={`${text('flow.form.message')} ${m + 1}`}
          onRemove={step.messages.length > 1 ? () => set(step.messages.toSpliced(m, 1), 'list') : undefined}
          onMove={
            step.messages.length > 1 ? (by) => set(movedInList(step.messages, m, by), 'order') : undefined
          }
        >
          <MessageFields
            message={message}
            place={`messages.${m}`}
            errorAt={errorAt}
            onChange={(next) => set(step.messages.with(m, next), `messages.${m}`)}
          />
        </RowBox>
      ))}
      <AddButton
        label={text('flow.form.addMessage')}
        onClick={() => set([...step.messages, { text: '' }], 'list')}
      />
    </>
  );
}
