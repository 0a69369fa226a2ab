import { ActionIcon, Button, FileButton, Group, Input, Text } from '@mantine/core';
import { IconUpload, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { uploadIn } from '../../src/base/media.ts';
import { sizeWords } from '../dialogs/attachmentView.tsx';
import { uploadFile } from '../dialogs/outFiles.ts';
import { failureWords } from '../parts/fieldErrors.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useText } from '../parts/useText.ts';
import { useUploaded } from '../parts/useUploaded.ts';
import { useDrawing } from './drawing.ts';
import { acceptOf, fits, type MediaContent } from './fileKinds.ts';
import styles from './flow.module.css';

type FileFieldProps = {
  label: string;
  content: MediaContent;
  /** An address, a name in the folder of files, or `file:<id>`. */
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
};

/** A file of a message: uploaded here, or named. */
export function FileField({ label, content, value, onChange, error }: FileFieldProps) {
  const text = useText();
  const { macros } = useDrawing();
  const upload = useUpload(onChange);
  const id = uploadIn(value);
  const words = text(id === null ? 'flow.file.upload' : 'flow.file.another');
  return (
    <div className={styles.file}>
      {id === null ? (
        <MacroInput
          required
          label={label}
          description={text('flow.form.fileHint')}
          source={macros.source}
          value={value}
          error={error}
          onChange={onChange}
        />
      ) : (
        <Uploaded id={id} label={label} content={content} error={error} onRemove={() => onChange('')} />
      )}
      <Group gap="xs">
        <FileButton accept={acceptOf(content)} onChange={upload.take} resetRef={upload.reset}>
          {({ onClick }) => (
            <Button
              size="compact-sm"
              variant="default"
              loading={upload.busy}
              leftSection={<IconUpload size={15} aria-hidden />}
              aria-label={`${words}: ${label}`}
              onClick={onClick}
            >
              {words}
            </Button>
          )}
        </FileButton>
        {upload.failure !== null && (
          <Text size="xs" c="var(--sb-bad)" role="alert">
            {upload.failure}
          </Text>
        )}
      </Group>
    </div>
  );
}

type UploadedProps = {
  id: string;
  label: string;
  content: MediaContent;
  error: string | undefined;
  onRemove: () => void;
};

function Uploaded({ id, label, content, error, onRemove }: UploadedProps) {
  const text = useText();
  const { file, known } = useUploaded(id);
  const lost = known && file === null ? text('flow.file.lost') : undefined;
  const unfit = file && !fits(content, file) ? text('flow.file.unfit') : undefined;
  return (
    <Input.Wrapper label={label} error={error ?? lost ?? unfit} labelElement="div">
      <Group gap={6} wrap="nowrap" className={styles.uploaded}>
        <Text size="sm" truncate>
          {file ? file.name || text('flow.file.nameless') : '…'}
        </Text>
        {file && (
          <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
            {sizeWords(file.size, text.language)}
          </Text>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          ml="auto"
          aria-label={`${label}: ${text('flow.remove')}`}
          onClick={onRemove}
        >
          <IconX size={15} aria-hidden />
        </ActionIcon>
      </Group>
    </Input.Wrapper>
  );
}

function useUpload(onDone: (value: string) => void) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const reset = useRef<() => void>(null);
  const take = async (file: File | null): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setFailure(null);
    try {
      onDone(`file:${(await uploadFile(file)).id}`);
    } catch (reason) {
      setFailure(failureWords(reason, text));
    } finally {
      setBusy(false);
      // The same file may be chosen again.
      reset.current?.();
    }
  };
  return { busy, failure, reset, take: (file: File | null) => void take(file) };
}
