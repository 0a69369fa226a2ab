import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';

type Picker = {
  /** Id of the dialog. */
  value: string | null;
  onChange(id: string | null): void;
  label: string;
  description?: string;
  clearable?: boolean;
};

/** Finds a lead by name, user name, id or text. */
export function DialogPicker({ value, onChange, ...shown }: Picker) {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ApiDialog | null>(null);
  // The field shows the one that was chosen: nobody has asked for those words.
  const asked = chosen && typed === leadWords(chosen) ? '' : typed.trim();
  const [search] = useDebouncedValue(asked, 250);
  const { data, isFetching } = useQuery({
    queryKey: ['dialogs', 'pick', search],
    queryFn: ({ signal }) => getJson<{ items: ApiDialog[] }>(queryOf(search), signal),
    // What was found stays while the next word is looked for.
    placeholderData: (before) => before,
  });
  const found = data?.items ?? [];
  const all = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      {...shown}
      data={all.map((dialog) => ({ value: dialog.id, label: leadWords(dialog) }))}
      searchable
      // The server has searched already.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={(id) => {
        setChosen(all.find((dialog) => dialog.id === id) ?? null);
        onChange(id);
      }}
      nothingFoundMessage={isFetching ? text('app.loading') : text('tracker.noLead')}
      placeholder={text('tracker.findLead')}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

const queryOf = (search: string): string =>
  `/dialogs?limit=15${search ? `&search=${encodeURIComponent(search)}` : ''}`;

function leadWords({ name, username, chatId, bot }: ApiDialog): string {
  const known = [name, username && `@${username}`, String(chatId)].filter(Boolean);
  return `${known.join(' · ')} — ${bot}`;
}
