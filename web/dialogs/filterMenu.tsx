import { ActionIcon, Button, CloseButton, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiSavedFilter } from '../../src/api/contractOperators.ts';
import { explainCondition, parseCondition } from '../../src/condition/condition.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { getJson, sendJson } from '../parts/api.ts';
import { ConditionInput } from '../parts/conditionInput.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import styles from './list.module.css';
import type { ListQuery } from './listQuery.ts';

type FilterMenuProps = { query: ListQuery; onQuery: (query: ListQuery) => void };

const savedKey = ['filters'];

/** A condition over dialogs: written here, said in plain words, kept under a name. */
export function FilterMenu({ query, onQuery }: FilterMenuProps) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const isOn = query.filter !== undefined || query.saved !== undefined || query.bot !== undefined;
  const label = text('dialogs.filter.title');
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={440} withArrow trapFocus>
      <Popover.Target>
        <ActionIcon
          variant={isOn ? 'filled' : 'default'}
          size={36}
          aria-label={label}
          title={label}
          onClick={() => setOpen(!open)}
        >
          <IconFilter size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={styles.filters} aria-label={label}>
        <Filters
          query={query}
          onQuery={(next) => {
            setOpen(false);
            onQuery(next);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Filters({ query, onQuery }: FilterMenuProps) {
  const text = useText();
  const client = useQueryClient();
  const bots = useBots();
  const [draft, setDraft] = useState(query.filter ?? '');
  const { data } = useQuery({
    queryKey: savedKey,
    queryFn: ({ signal }) => getJson<{ items: ApiSavedFilter[] }>('/filters', signal),
  });
  const { filter: _filter, saved: _saved, ...rest } = query;
  const parsed = draft.trim() === '' ? null : parseCondition(draft, 'lead');
  const wrong =
    parsed && !parsed.ok
      ? text('dialogs.filter.wrongAt', { at: parsed.reason.at + 1, reason: text.told(parsed.reason.reason) })
      : undefined;
  const fields = bots.flatMap((bot) => bot.fields.map(({ key }) => ({ key })));
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: savedKey });
  return (
    <Stack gap="sm">
      <Saved
        items={data?.items ?? []}
        chosen={query.saved}
        onChoose={(saved) => onQuery({ ...rest, saved })}
        onChanged={renew}
      />
      <ConditionInput
        label={text('dialogs.filter.condition')}
        value={draft}
        onChange={setDraft}
        source={{ fields, tracker: [], variables: {} }}
        error={wrong}
      />
      <Group gap="xs">
        <Button size="xs" disabled={!parsed?.ok} onClick={() => onQuery({ ...rest, filter: draft.trim() })}>
          {text('dialogs.filter.show')}
        </Button>
        {(query.filter !== undefined || query.saved !== undefined) && (
          <Button size="xs" variant="default" onClick={() => onQuery(rest)}>
            {text('dialogs.filter.off')}
          </Button>
        )}
      </Group>
      {parsed?.ok && <Keep filter={draft.trim()} onKept={renew} />}
    </Stack>
  );
}

type SavedProps = {
  items: readonly ApiSavedFilter[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
  onChanged: () => Promise<void>;
};

function Saved({ items, chosen, onChoose, onChanged }: SavedProps) {
  const text = useText();
  if (items.length === 0) return null;
  const remove = async (id: string): Promise<void> => {
    await sendJson('DELETE', `/filters/${id}`).catch(() => undefined);
    await onChanged();
  };
  return (
    <ul className={styles.saved} aria-label={text('dialogs.filter.saved')}>
      {items.map(({ id, name, filter }) => (
        <li key={id}>
          <button type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
            <span>{name}</span>
            <span className={styles.explained}>{explained(filter, text.language)}</span>
          </button>
          <CloseButton
            size="sm"
            aria-label={text('dialogs.filter.remove', { name })}
            onClick={() => void remove(id)}
          />
        </li>
      ))}
    </ul>
  );
}

function explained(filter: string, language: 'en' | 'ru'): string {
  const parsed = parseCondition(filter, 'lead');
  return parsed.ok ? explainCondition(parsed.value, language) : filter;
}

function Keep({ filter, onKept }: { filter: string; onKept: () => Promise<void> }) {
  const text = useText();
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState('');
  const keep = async (): Promise<void> => {
    try {
      await sendJson('POST', '/filters', { name, filter });
      setName('');
      setWrong('');
      await onKept();
    } catch (error) {
      const { fields, rest } = fieldErrors(error, text);
      setWrong([...Object.values(fields), ...rest].join(' '));
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          size="xs"
          style={{ flex: 1 }}
          label={text('dialogs.filter.name')}
          value={name}
          error={wrong || undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button size="xs" type="submit" variant="default" disabled={!name.trim()}>
          {text('dialogs.filter.keep')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {text('dialogs.filter.keepHint')}
      </Text>
    </form>
  );
}
