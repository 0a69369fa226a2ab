import { ActionIcon, Menu, ScrollArea } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import type { ApiDialog } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import styles from './composer.module.css';

/** The macros that have a value for this lead, with it. */
export function MacroMenu({ dialog, onChoose }: { dialog: ApiDialog; onChoose: (name: string) => void }) {
  const text = useText();
  const shown = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));
  const named = (place: string, record: object): [string, string][] =>
    Object.entries(record).map(([key, value]) => [`${place}.${key}`, shown(value)]);
  const own: [string, string][] = [
    ...([
      ['name', dialog.name],
      ['username', dialog.username],
      ['chatId', String(dialog.chatId)],
    ] satisfies [string, string][]),
  ];
  const macros = [...own, ...named('fields', dialog.fields), ...named('tracker', dialog.tracker)].filter(
    ([, value]) => value !== '',
  );
  return (
    <Menu position="top-start" width={300} withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={text('dialogs.composer.macro')}
          title={text('dialogs.composer.macro')}
        >
          <IconBraces size={19} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={320} type="auto">
          {macros.map(([name, value]) => (
            <Menu.Item key={name} onClick={() => onChoose(name)}>
              <span className={styles.macro}>{`{{${name}}}`}</span>
              <span className={styles.macroValue}>{value}</span>
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
