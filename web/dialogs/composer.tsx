import { ActionIcon, Button, CloseButton, FileButton, Group, Loader, Textarea, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import type { ApiDialog, ApiMessage } from '../../src/api/contract.ts';
import type { ApiFilledText } from '../../src/api/contractOperators.ts';
import { useSession } from '../app/session.ts';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import styles from './composer.module.css';
import { insertAt, shortcutAt } from './insertion.ts';
import { MacroMenu } from './macroMenu.tsx';
import { ScheduleMenu } from './scheduleMenu.tsx';
import { TemplateList } from './templateList.tsx';
import { TemplatesButton } from './templatesButton.tsx';
import { useSending } from './useSending.ts';
import { matchingTemplates, useTemplates } from './useTemplates.ts';

type ComposerProps = {
  dialog: ApiDialog;
  /** The message that is answered, or that is changed. */
  about: { how: 'reply' | 'edit'; message: ApiMessage } | null;
  onAboutDone: () => void;
  onSent: () => void;
};

/** Where an operator writes: text, files by paste and drop, templates by `#`, macros, now or later. */
export function Composer({ dialog, about, onAboutDone, onSent }: ComposerProps) {
  const text = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const sending = useSending(dialog.id, about, () => {
    onAboutDone();
    onSent();
  });
  const { draft, setDraft, files } = sending;
  const [dropping, setDropping] = useState(false);
  const picker = usePicker(draft, setDraft, field);
  const isEdit = about?.how === 'edit';
  const put = (words: string): void => {
    const { selectionStart, selectionEnd } = field.current ?? { selectionStart: 0, selectionEnd: 0 };
    placed(insertAt(draft, selectionStart, selectionEnd, words), setDraft, field);
  };
  const take = (data: DataTransfer | null): boolean => {
    const given = [...(data?.files ?? [])];
    if (given.length === 0 || isEdit) return false;
    files.add(given);
    return true;
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (picker.keyDown(event)) return;
    if (event.key === 'Escape' && about) onAboutDone();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    sending.send(null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the drop is one of three ways; the button is another
    <div
      className={styles.composer}
      data-dropping={dropping}
      onDragOver={(event: DragEvent) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        setDropping(false);
        take(event.dataTransfer);
      }}
    >
      {about && <About about={about} onDone={onAboutDone} />}
      {sending.error !== null && <ErrorNote error={sending.error} />}
      {files.items.length > 0 && (
        <ul className={styles.files} aria-label={text('dialogs.composer.files')}>
          {files.items.map(({ key, name, busy }) => (
            <li key={key}>
              {busy && <Loader size={12} aria-label={text('dialogs.composer.uploading')} />}
              <span>{name}</span>
              <CloseButton
                size="xs"
                aria-label={text('dialogs.composer.removeFile', { name })}
                onClick={() => files.remove(key)}
              />
            </li>
          ))}
        </ul>
      )}
      <Preview dialog={dialog} draft={draft} />
      <div className={styles.field}>
        {picker.found.length > 0 && (
          <TemplateList found={picker.found} chosen={picker.chosen} onChoose={picker.choose} />
        )}
        <Textarea
          ref={field}
          autosize
          minRows={1}
          maxRows={10}
          value={draft}
          placeholder={text('dialogs.composer.hint')}
          aria-label={text('dialogs.composer.label')}
          onChange={({ currentTarget }) => {
            setDraft(currentTarget.value);
            picker.look(currentTarget.value, currentTarget.selectionStart);
          }}
          onKeyDown={keyDown}
          onBlur={picker.close}
          onPaste={(event: ClipboardEvent) => {
            if (take(event.clipboardData)) event.preventDefault();
          }}
        />
      </div>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Group gap={2} wrap="nowrap">
          {!isEdit && <AttachButton onFiles={files.add} />}
          <MacroMenu dialog={dialog} onChoose={(name) => put(`{{${name}}}`)} />
          <TemplatesButton onChoose={put} />
        </Group>
        <Group gap="xs" wrap="nowrap">
          {!isEdit && <ScheduleMenu disabled={!sending.ready} onChoose={(at) => sending.send(at)} />}
          <Button
            size="sm"
            loading={sending.busy}
            disabled={!sending.ready}
            leftSection={<IconSend2 size={17} aria-hidden />}
            onClick={() => sending.send(null)}
          >
            {text(isEdit ? 'dialogs.composer.save' : 'dialogs.composer.send')}
          </Button>
        </Group>
      </Group>
    </div>
  );
}

type Field = React.RefObject<HTMLTextAreaElement | null>;

function placed(
  done: { text: string; caret: number },
  setDraft: (draft: string) => void,
  field: Field,
): void {
  setDraft(done.text);
  requestAnimationFrame(() => {
    field.current?.focus();
    field.current?.setSelectionRange(done.caret, done.caret);
  });
}

/** Templates whose shortcut is being typed behind `#`. */
function usePicker(draft: string, setDraft: (draft: string) => void, field: Field) {
  const templates = useTemplates();
  const [place, setPlace] = useState<{ from: number; query: string } | null>(null);
  const [index, setIndex] = useState(0);
  const found = place ? matchingTemplates(templates, place.query) : [];
  const chosen = Math.min(index, found.length - 1);
  const close = (): void => setPlace(null);
  const choose = (n: number): void => {
    const template = found[n];
    if (!template || !place) return;
    placed(insertAt(draft, place.from, place.from + place.query.length + 1, template.text), setDraft, field);
    close();
  };
  const acts: Record<string, () => void> = {
    ArrowDown: () => setIndex((chosen + 1) % found.length),
    ArrowUp: () => setIndex((chosen + found.length - 1) % found.length),
    Enter: () => choose(chosen),
    Tab: () => choose(chosen),
    Escape: close,
  };
  return {
    ...{ found, chosen, choose, close },
    look: (text: string, caret: number): void => {
      setPlace(shortcutAt(text, caret));
      setIndex(0);
    },
    /** Whether the key was meant for the list. */
    keyDown: (event: KeyboardEvent): boolean => {
      const act = found.length > 0 && Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
      if (!act) return false;
      event.preventDefault();
      act();
      return true;
    },
  };
}

function About({ about, onDone }: { about: NonNullable<ComposerProps['about']>; onDone: () => void }) {
  const text = useText();
  return (
    <div className={styles.about}>
      <span className={styles.aboutHow}>{text(`dialogs.composer.${about.how}`)}</span>
      <span className={styles.aboutText}>{about.message.text || text('dialogs.message.earlier')}</span>
      <CloseButton size="sm" aria-label={text('dialogs.composer.cancel')} onClick={onDone} />
    </div>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const text = useText();
  return (
    <FileButton multiple onChange={onFiles}>
      {(props) => (
        <Tooltip label={text('dialogs.composer.attach')}>
          <ActionIcon
            {...props}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={text('dialogs.composer.attach')}
          >
            <IconPaperclip size={19} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </FileButton>
  );
}

/** What the lead will read, while there are macros in the text. */
function Preview({ dialog, draft }: { dialog: ApiDialog; draft: string }) {
  const text = useText();
  const { masked } = useSession();
  const [settled] = useDebouncedValue(draft, 300);
  const { data } = useQuery({
    queryKey: ['dialog', dialog.id, 'fill', settled],
    queryFn: () => sendJson<ApiFilledText>('POST', `/dialogs/${dialog.id}/fill`, { text: settled }),
    enabled: settled.includes('{{') && !masked,
    staleTime: 10_000,
  });
  if (!data || !draft.includes('{{')) return null;
  return (
    <p className={styles.preview}>
      <span>{text('dialogs.composer.reads')}</span> {data.text}
      {data.warnings.length > 0 && (
        <span className={styles.empty}>
          {text('dialogs.composer.empty', { macros: data.warnings.join(', ') })}
        </span>
      )}
    </p>
  );
}
