import { ActionIcon, Popover, Textarea, TextInput } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import type { Syntax } from '../../src/macro/macro.ts';
import styles from './macroInput.module.css';
import {
  inBraces,
  type MacroName,
  type MacroSource,
  macroAt,
  macroNames,
  matchingMacros,
  withMacro,
} from './macroNames.ts';
import { MarkButtons } from './markButtons.tsx';
import { useText } from './useText.ts';

export type MacroInputProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What may be inserted; `useMacros(bot)` asks the server. */
  source: MacroSource;
  /** `webhook`: `{name}` opens the list as well. */
  syntax?: Syntax;
  multiline?: boolean;
  /** Buttons that put Telegram's tags around what is selected. */
  marks?: boolean;
  minRows?: number;
  description?: ReactNode;
  placeholder?: string;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  onBlur?: () => void;
};

/** A text in which macros work: `{{`, or the button, opens a list of them with sample values. */
export function MacroInput({
  source,
  syntax = 'message',
  multiline,
  marks = false,
  minRows = 3,
  ...given
}: MacroInputProps) {
  const { value, onChange, onBlur, ...shown } = given;
  const text = useText();
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const picker = usePicker(value, onChange, source, syntax, field);
  const listId = useId();
  const common = {
    ...shown,
    ref: field,
    value,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      onChange(currentTarget.value);
      picker.look(currentTarget.value, currentTarget.selectionStart ?? currentTarget.value.length);
    },
    onKeyDown: picker.keyDown,
    onBlur: () => {
      picker.close();
      onBlur?.();
    },
    'aria-autocomplete': 'list' as const,
    'aria-controls': picker.open ? listId : undefined,
    'aria-activedescendant': picker.open ? `${listId}-${picker.chosen}` : undefined,
    rightSection: (
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={shown.disabled ?? false}
        aria-label={`${text('flow.macro.insert')}: ${shown.label}`}
        title={text('flow.macro.insert')}
        onMouseDown={(event) => event.preventDefault()}
        onClick={picker.toggle}
      >
        <IconBraces size={16} aria-hidden />
      </ActionIcon>
    ),
  };
  return (
    <Popover
      opened={picker.open}
      position="bottom-start"
      width="target"
      shadow="md"
      trapFocus={false}
      closeOnClickOutside={false}
      withRoles={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <div className={styles.field}>
          {marks && <MarkButtons label={shown.label} field={field} onChange={onChange} />}
          {multiline ? (
            <Textarea
              {...common}
              autosize
              minRows={minRows}
              maxRows={14}
              rightSectionProps={{ style: { alignItems: 'start', paddingTop: 4 } }}
            />
          ) : (
            <TextInput {...common} />
          )}
        </div>
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <MacroList id={listId} picker={picker} syntax={syntax} />
      </Popover.Dropdown>
    </Popover>
  );
}

type Picker = ReturnType<typeof usePicker>;

function MacroList({ id, picker, syntax }: { id: string; picker: Picker; syntax: Syntax }) {
  const text = useText();
  return (
    <div id={id} role="listbox" aria-label={text('flow.macro.list')} className={styles.list}>
      {picker.found.map(({ name, group, sample, label }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
        <div
          key={name}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === picker.chosen}
          className={styles.option}
          ref={(element) => {
            if (index === picker.chosen && picker.byKey) element?.scrollIntoView({ block: 'nearest' });
          }}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => picker.insert(name)}
        >
          <span className={styles.name}>{inBraces(name, syntax)}</span>
          <span className={styles.label}>{label || text(`flow.macro.${group}`)}</span>
          <span className={styles.sample}>{sample}</span>
        </div>
      ))}
    </div>
  );
}

type Field = React.RefObject<(HTMLTextAreaElement & HTMLInputElement) | null>;

function usePicker(
  value: string,
  onChange: (value: string) => void,
  source: MacroSource,
  syntax: Syntax,
  field: Field,
) {
  const [state, setState] = useState<{ from: number; query: string; byKey: boolean } | null>(null);
  const [index, setIndex] = useState(0);
  const found: MacroName[] = state ? matchingMacros(macroNames(source), state.query).slice(0, 100) : [];
  const chosen = Math.min(index, found.length - 1);
  const open = state !== null && found.length > 0;
  const close = (): void => setState(null);
  const show = (at: { from: number; query: string } | null): void => {
    setState(at && { ...at, byKey: false });
    setIndex(0);
  };
  const insert = (name: string): void => {
    const caret = field.current?.selectionStart ?? value.length;
    const done = withMacro(value, state?.from ?? caret, caret, name, syntax);
    onChange(done.text);
    close();
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(done.caret, done.caret);
    });
  };
  const move = (by: number): void => {
    setIndex((chosen + by + found.length) % found.length);
    setState((now) => now && { ...now, byKey: true });
  };
  const acts: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => insert(found[chosen]?.name ?? ''),
    Tab: () => insert(found[chosen]?.name ?? ''),
    Escape: close,
  };
  return {
    ...{ open, found, chosen, byKey: state?.byKey ?? false, close, insert },
    look: (text: string, caret: number): void => show(macroAt(text, caret, syntax)),
    toggle: (): void => {
      const caret = field.current?.selectionStart ?? value.length;
      field.current?.focus();
      show(open ? null : (macroAt(value, caret, syntax) ?? { from: caret, query: '' }));
    },
    keyDown: (event: KeyboardEvent): void => {
      const act = open && Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
      if (!act) return;
      event.preventDefault();
      // Escape closes the list, not the drawer around it.
      event.stopPropagation();
      act();
    },
  };
}
