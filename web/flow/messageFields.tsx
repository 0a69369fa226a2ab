import { Checkbox, Group, NumberInput, Select, TextInput } from '@mantine/core';
import type { MessageShape } from '../../src/flow/flow.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useText } from '../parts/useText.ts';
import { ButtonFields } from './buttonFields.tsx';
import { useDrawing } from './drawing.ts';
import { DurationInput } from './durationInput.tsx';
import { type ErrorAt, orNothing } from './formProps.ts';
import { MediaFields } from './mediaFields.tsx';
import { contentKinds } from './outputWords.ts';

type MessageFieldsProps = {
  message: MessageShape;
  onChange: (message: MessageShape) => void;
  /** The message's path in the step. */
  place: string;
  errorAt: ErrorAt;
};

type Content = (typeof contentKinds)[number];

const contentOf = (message: MessageShape): Content =>
  contentKinds.find((kind) => message[kind] !== undefined) ?? 'text';

/** What a message is, its buttons, and how it comes. */
export function MessageFields({ message, onChange, place, errorAt }: MessageFieldsProps) {
  const text = useText();
  const content = contentOf(message);
  const set = (part: Partial<MessageShape>): void => onChange({ ...message, ...part });
  return (
    <>
      <Select
        label={text('flow.form.content')}
        data={contentKinds.map((kind) => ({ value: kind, label: text(`flow.content.${kind}`) }))}
        value={content}
        allowDeselect={false}
        onChange={(chosen) => {
          const next = contentKinds.find((kind) => kind === chosen) ?? 'text';
          if (next !== content) onChange(asContent(message, next));
        }}
      />
      <ContentFields {...{ message, content, set, place, errorAt }} />
      {content !== 'album' && (
        <ButtonFields
          rows={message.buttons ?? []}
          place={`${place}.buttons`}
          errorAt={errorAt}
          onChange={(buttons) => set({ buttons: buttons.length > 0 ? buttons : undefined })}
        />
      )}
      <Group gap="md" align="end">
        <div style={{ flex: 1 }}>
          <DurationInput
            label={text('flow.form.pauseBefore')}
            value={message.pauseBefore}
            error={errorAt(`${place}.pauseBefore`)}
            onChange={(pauseBefore) => set({ pauseBefore })}
          />
        </div>
        <Checkbox
          mb={8}
          label={text('flow.form.pin')}
          checked={message.pin ?? false}
          onChange={({ currentTarget }) => set({ pin: currentTarget.checked || undefined })}
        />
      </Group>
    </>
  );
}

/** Another kind of content: what was written goes along where the new kind has a place for it. */
function asContent(message: MessageShape, content: Content): MessageShape {
  const words = message.text ?? message.caption ?? '';
  const { buttons, pauseBefore, pin } = message;
  const kept: MessageShape = { ...(content !== 'album' && buttons && { buttons }), pauseBefore, pin };
  switch (content) {
    case 'text':
      return { ...kept, text: words };
    case 'prompt':
      return { ...kept, prompt: '' };
    case 'contact':
      return { ...kept, contact: { phone: '', firstName: '' } };
    case 'location':
      return { ...kept, location: { latitude: 0, longitude: 0 } };
    case 'album':
      return { ...kept, album: ['', ''], ...(words && { caption: words }) };
    case 'videoNote':
      return { ...kept, videoNote: '' };
    case 'sticker':
      return { ...kept, sticker: '' };
    default:
      return { ...kept, [content]: '', ...(words && { caption: words }) };
  }
}

type ContentProps = Omit<MessageFieldsProps, 'onChange'> & {
  content: Content;
  set: (part: Partial<MessageShape>) => void;
};

function ContentFields({ message, content, set, place, errorAt }: ContentProps) {
  const text = useText();
  const { macros } = useDrawing();
  const common = { source: macros.source, error: errorAt(`${place}.${content}`) };
  switch (content) {
    case 'text':
      return (
        <MacroInput
          {...common}
          multiline
          marks
          required
          label={text('flow.form.text')}
          description={text('flow.form.markup')}
          value={message.text ?? ''}
          onChange={(value) => set({ text: value })}
        />
      );
    case 'prompt':
      return (
        <MacroInput
          {...common}
          multiline
          required
          label={text('flow.form.prompt')}
          value={message.prompt ?? ''}
          onChange={(prompt) => set({ prompt })}
        />
      );
    case 'contact':
      return <ContactFields {...{ message, set, place, errorAt }} />;
    case 'location':
      return <LocationFields {...{ message, set }} />;
    default:
      return <MediaFields {...{ message, content, set, place, errorAt }} />;
  }
}

type PartProps = Pick<ContentProps, 'message' | 'set'>;

function ContactFields({ message, set, place, errorAt }: PartProps & { place: string; errorAt: ErrorAt }) {
  const text = useText();
  const contact = message.contact ?? { phone: '', firstName: '' };
  return (
    <Group grow align="start">
      <TextInput
        label={text('flow.form.phone')}
        value={contact.phone}
        error={errorAt(`${place}.contact.phone`)}
        onChange={({ currentTarget }) => set({ contact: { ...contact, phone: currentTarget.value } })}
      />
      <TextInput
        label={text('flow.form.firstName')}
        value={contact.firstName}
        error={errorAt(`${place}.contact.firstName`)}
        onChange={({ currentTarget }) => set({ contact: { ...contact, firstName: currentTarget.value } })}
      />
      <TextInput
        label={text('flow.form.lastName')}
        value={contact.lastName ?? ''}
        onChange={({ currentTarget }) =>
          set({ contact: { ...contact, lastName: orNothing(currentTarget.value) } })
        }
      />
    </Group>
  );
}

function LocationFields({ message, set }: PartProps) {
  const text = useText();
  const location = message.location ?? { latitude: 0, longitude: 0 };
  return (
    <Group grow>
      {(['latitude', 'longitude'] as const).map((key) => (
        <NumberInput
          key={key}
          label={text(`flow.form.${key}`)}
          min={key === 'latitude' ? -90 : -180}
          max={key === 'latitude' ? 90 : 180}
          value={location[key]}
          onChange={(value) => set({ location: { ...location, [key]: Number(value) || 0 } })}
        />
      ))}
    </Group>
  );
}
