import { ActionIcon, TextInput } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useText } from '../parts/useText.ts';
import type { LeadMedia } from './leadAct.ts';
import { MediaMenu } from './mediaMenu.tsx';
import styles from './phone.module.css';

type ComposerProps = {
  name: string;
  disabled: boolean;
  /** Where the Start button had the keyboard's focus, the field takes it over. */
  takesFocus: boolean;
  onSend: (text: string) => Promise<boolean>;
  onSendMedia: (media: LeadMedia) => Promise<boolean>;
};

/** Telegram's own limit of a text. */
const longestText = 4096;

/** Where the lead writes; what could not be sent stays in the field. */
export function Composer({ name, disabled, takesFocus, onSend, onSendMedia }: ComposerProps) {
  const text = useText();
  const [written, setWritten] = useState('');
  const [busy, setBusy] = useState(false);
  const label = name.trim() ? text('composer.label', { name: name.trim() }) : text('composer.labelNameless');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (written.trim() === '' || busy) return;
    setBusy(true);
    const sent = await onSend(written.trim());
    setBusy(false);
    if (sent) setWritten('');
  };
  return (
    <form className={styles.foot} onSubmit={(event) => void submit(event)}>
      <MediaMenu disabled={disabled} onSend={(media) => void onSendMedia(media)} />
      <TextInput
        ref={field}
        className={styles.input}
        radius="xl"
        value={written}
        maxLength={longestText}
        disabled={disabled}
        onChange={(event) => setWritten(event.currentTarget.value)}
        placeholder={label}
        aria-label={label}
        autoComplete="off"
      />
      <ActionIcon
        type="submit"
        size={36}
        radius="xl"
        disabled={disabled || written.trim() === ''}
        loading={busy}
        aria-label={text('composer.send')}
      >
        <IconSend2 size={18} aria-hidden />
      </ActionIcon>
    </form>
  );
}
