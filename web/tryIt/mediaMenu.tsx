import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useText } from '../parts/useText.ts';
import { type LeadMedia, leadMedia } from './leadAct.ts';
import { iconOfMedia } from './mediaBox.tsx';
import styles from './phone.module.css';
import { mediaWords } from './plainWords.ts';

/**
 * The kinds of media that a lead can send; the simulator takes the kind alone, without a file. A list
 * that opens above the field: Mantine's own menu would make the page's script 43 kB larger.
 */
export function MediaMenu({ disabled, onSend }: { disabled: boolean; onSend: (media: LeadMedia) => void }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const list = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open) close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only hears Escape from the buttons within
    <div
      className={styles.attach}
      onKeyDown={onKeyDown}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}
    >
      <ActionIcon
        ref={opener}
        variant="subtle"
        color="gray"
        size={36}
        radius="xl"
        disabled={disabled}
        aria-label={text('composer.media')}
        title={text('composer.media')}
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen(!open)}
      >
        <IconPaperclip size={20} stroke={1.8} aria-hidden />
      </ActionIcon>
      {/* Safari gives a pressed button no focus: the list takes it, so that it is not closed under the finger. */}
      <div id={list} className={styles.attachList} hidden={!open} tabIndex={-1}>
        {leadMedia.map((media) => {
          const Icon = iconOfMedia(media);
          const send = () => {
            close();
            onSend(media);
          };
          return (
            <UnstyledButton key={media} className={styles.attachItem} onClick={send}>
              <Icon size={17} stroke={1.8} aria-hidden />
              {mediaWords(text, media)}
            </UnstyledButton>
          );
        })}
      </div>
    </div>
  );
}
