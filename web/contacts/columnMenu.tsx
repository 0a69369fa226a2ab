import { Button, Checkbox, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiContactColumns } from '../../src/api/contractContacts.ts';
import { useText } from '../parts/useText.ts';
import { firstColumns, fixedColumns, inOrder, keyedColumns } from './columns.ts';
import styles from './contacts.module.css';

type ColumnMenuProps = {
  known: ApiContactColumns | undefined;
  chosen: readonly string[];
  onChoose: (names: string[]) => void;
};

/** Which columns the table has: fixed ones, fields, tracker fields, events and sums. */
export function ColumnMenu({ known, chosen, onChoose }: ColumnMenuProps) {
  const text = useText();
  const [wanted, setWanted] = useState('');
  const word = wanted.trim().toLowerCase();
  const fixed = fixedColumns.map((name) => ({ name, label: text(`contacts.column.${name}`) }));
  const groups = [
    { title: text('contacts.group.lead'), names: fixed },
    ...(known ? keyedColumns(known) : []).map(({ group, names }) => ({
      title: text(`contacts.group.${group}`),
      names,
    })),
  ];
  const toggle = (name: string, on: boolean): void => {
    const left = chosen.filter((one) => one !== name);
    // A table without a column is none.
    onChoose(inOrder(on ? [...left, name] : left.length > 0 ? left : firstColumns));
  };
  return (
    <Popover position="bottom-end" width={280} trapFocus shadow="md">
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {text('contacts.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text('contacts.columns')}>
        <TextInput
          size="xs"
          mb="xs"
          aria-label={text('contacts.findColumn')}
          placeholder={text('contacts.findColumn')}
          value={wanted}
          onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        />
        <div className={styles.choices}>
          {groups.map(({ title, names }) => {
            const shown = names.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(word));
            return (
              shown.length > 0 && (
                <Stack key={title} gap={6} mb="sm" role="group" aria-label={title}>
                  <Text size="xs" c="dimmed" fw={600}>
                    {title}
                  </Text>
                  {shown.map(({ name, label }) => (
                    <Checkbox
                      key={name}
                      size="xs"
                      label={label}
                      checked={chosen.includes(name)}
                      onChange={({ currentTarget }) => toggle(name, currentTarget.checked)}
                    />
                  ))}
                </Stack>
              )
            );
          })}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
