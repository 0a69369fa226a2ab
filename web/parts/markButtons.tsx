import { ActionIcon } from '@mantine/core';
import {
  type Icon,
  IconBold,
  IconCode,
  IconItalic,
  IconLink,
  IconQuote,
  IconStrikethrough,
  IconUnderline,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import styles from './macroInput.module.css';
import { type Mark, withMark } from './marks.ts';
import { useText } from './useText.ts';

const buttons: readonly { mark: Mark; icon: Icon }[] = [
  { mark: 'bold', icon: IconBold },
  { mark: 'italic', icon: IconItalic },
  { mark: 'underline', icon: IconUnderline },
  { mark: 'strike', icon: IconStrikethrough },
  { mark: 'code', icon: IconCode },
  { mark: 'quote', icon: IconQuote },
  { mark: 'link', icon: IconLink },
];

type MarkButtonsProps = {
  label: string;
  field: RefObject<HTMLTextAreaElement | HTMLInputElement | null>;
  onChange: (text: string) => void;
};

/** Bold, a link and the like for whoever does not write tags. */
export function MarkButtons({ label, field, onChange }: MarkButtonsProps) {
  const text = useText();
  const put = (mark: Mark): void => {
    const input = field.current;
    if (!input) return;
    const { selectionStart, selectionEnd, value } = input;
    const from = selectionStart ?? value.length;
    const done = withMark(value, from, selectionEnd ?? from, mark);
    onChange(done.text);
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(done.from, done.to);
    });
  };
  return (
    <div className={styles.marks} role="toolbar" aria-label={`${label}: ${text('flow.mark.list')}`}>
      {buttons.map(({ mark, icon: Sign }) => (
        <ActionIcon
          key={mark}
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={text(`flow.mark.${mark}`)}
          title={text(`flow.mark.${mark}`)}
          // The selection is the field's: it must not lose the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => put(mark)}
        >
          <Sign size={15} aria-hidden />
        </ActionIcon>
      ))}
    </div>
  );
}
