import { Button, Group, MultiSelect, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ApiBot, ApiDialog } from '../../src/api/contract.ts';
import { reasonFor } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import styles from './panel.module.css';
import { Part } from './panel.tsx';
import type { Patching } from './usePatch.ts';

type Field = ApiBot['fields'][number];
type Value = ApiDialog['fields'][string];

type PanelFieldsProps = {
  dialog: ApiDialog;
  bot: ApiBot | undefined;
  patching: Patching;
  mayChange: boolean;
};

/** The lead's custom fields, each by its type; what was changed is saved together. */
export function PanelFields({ dialog, bot, patching, mayChange }: PanelFieldsProps) {
  const text = useText();
  const [draft, setDraft] = useState<Record<string, Value | null>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: another lead has no drafts
  useEffect(() => setDraft({}), [dialog.id]);
  const declared = bot?.fields ?? [];
  const known = new Set(declared.map(({ key }) => key));
  const undeclared = Object.keys(dialog.fields).filter((key) => !known.has(key));
  const fields: Field[] = [
    ...declared,
    ...undeclared.map((key) => ({ key, name: key, type: 'text', declared: false })),
  ];
  // What came up by itself in a postback is shown where this lead has a value of it.
  const shown = fields.filter((field) => field.declared || Object.hasOwn(dialog.fields, field.key));
  const changed = Object.keys(draft).length > 0;
  const save = async (): Promise<void> => {
    if (await patching.patch({ fields: draft })) setDraft({});
  };
  return (
    <Part title={text('dialogs.panel.fields')}>
      {shown.length === 0 && <p className={styles.none}>{text('dialogs.panel.noFields')}</p>}
      <Stack gap="xs">
        {shown.map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            value={
              Object.hasOwn(draft, field.key)
                ? (draft[field.key] ?? null)
                : (dialog.fields[field.key] ?? null)
            }
            error={reasonFor(patching.error, `fields.${field.key}`, text)}
            disabled={!mayChange || patching.busy}
            onChange={(value) => setDraft((now) => ({ ...now, [field.key]: value }))}
          />
        ))}
      </Stack>
      {changed && (
        <Group gap="xs" mt="xs">
          <Button size="xs" loading={patching.busy} onClick={() => void save()}>
            {text('dialogs.panel.save')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDraft({})}>
            {text('dialogs.panel.undo')}
          </Button>
        </Group>
      )}
    </Part>
  );
}

type FieldInputProps = {
  field: Field;
  value: Value | null;
  error: string | null;
  disabled: boolean;
  onChange: (value: Value | null) => void;
};

function FieldInput({ field, value, error, disabled, onChange }: FieldInputProps) {
  const shared = { size: 'xs', label: field.name, error, disabled } as const;
  const words = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  const written = (text: string): void => onChange(text === '' ? null : text);
  switch (field.type) {
    case 'number':
      return (
        <NumberInput {...shared} value={words} hideControls onChange={(given) => written(String(given))} />
      );
    case 'date':
      return (
        <TextInput
          {...shared}
          type="date"
          value={words.slice(0, 10)}
          onChange={({ currentTarget }) => written(currentTarget.value)}
        />
      );
    case 'select':
      return (
        <Select
          {...shared}
          data={optionsOf(field, value)}
          value={words || null}
          clearable
          onChange={(chosen) => onChange(chosen)}
        />
      );
    case 'multiselect':
      return (
        <MultiSelect
          {...shared}
          data={optionsOf(field, value)}
          value={Array.isArray(value) ? value : []}
          onChange={(chosen) => onChange(chosen.length === 0 ? null : chosen)}
        />
      );
    case 'longText':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          maxRows={8}
          value={words}
          onChange={({ currentTarget }) => written(currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...shared}
          type={field.type === 'link' ? 'url' : 'text'}
          value={words}
          onChange={({ currentTarget }) => written(currentTarget.value)}
        />
      );
  }
}

/** A value that the drawn options no longer have is still the lead's. */
function optionsOf({ options = [] }: Field, value: Value | null): string[] {
  const own = Array.isArray(value) ? value : value === null ? [] : [String(value)];
  return [...new Set([...options, ...own])];
}
