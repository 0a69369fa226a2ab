import { ActionIcon, Autocomplete, Button, Group, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiWebhook } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import { type Settings, stepChoices, useDrawnBot } from './botSettings.ts';
import styles from './settings.module.css';
import { Part } from './settingsPage.tsx';
import { type UpdateDialog, updateDialogUrl } from './updateDialogUrl.ts';
import { UrlBox } from './urlBox.tsx';

const statuses = ['auto', 'manual', 'waiting', 'finished', 'blocked', 'stopped'] as const;

const nothing: UpdateDialog = { chatId: '', step: '', status: '', fields: [], addTags: [], removeTags: [] };

/** Puts a call of `updateDialog` together: the URL to copy into another service. */
export function UrlBuilder({
  bot,
  webhooks,
  settings,
}: {
  bot: string;
  webhooks: readonly ApiWebhook[];
  settings: Settings;
}) {
  const text = useText();
  const drawn = useDrawnBot(bot);
  const [chosen, setChosen] = useState<string | null>(null);
  const [change, setChange] = useState(nothing);
  const webhook = webhooks.find(({ key }) => key === chosen) ?? webhooks[0];
  const set = (part: Partial<UpdateDialog>): void => setChange({ ...change, ...part });
  const tags = (settings.tags ?? []).map(({ key }) => key);
  if (!webhook) return null;
  const url = updateDialogUrl(webhook.url, change);
  return (
    <Part title={text('settings.builder')} intro={text('settings.builder.says')}>
      <div className={styles.pair}>
        {webhooks.length > 1 && (
          <Select
            label={text('settings.builder.webhook')}
            data={webhooks.map(({ key, name }) => ({ value: key, label: name }))}
            value={webhook.key}
            onChange={setChosen}
            allowDeselect={false}
          />
        )}
        <TextInput
          label="chatId"
          placeholder="1227280"
          description={text('settings.builder.chatId')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={change.chatId}
          onChange={({ currentTarget: { value } }) => set({ chatId: value })}
        />
        <Select
          label={text('settings.builder.step')}
          placeholder={text('settings.builder.stays')}
          data={stepChoices(drawn)}
          searchable
          clearable
          value={change.step || null}
          onChange={(value) => set({ step: value ?? '' })}
        />
        <Select
          label={text('settings.builder.status')}
          placeholder={text('settings.builder.stays')}
          data={statuses.map((value) => ({ value, label: `${text(`status.${value}`)} (${value})` }))}
          clearable
          value={change.status || null}
          onChange={(value) => set({ status: value ?? '' })}
        />
        <TagsInput
          label={text('settings.builder.addTags')}
          data={tags}
          value={[...change.addTags]}
          onChange={(value) => set({ addTags: value })}
        />
        <TagsInput
          label={text('settings.builder.removeTags')}
          data={tags}
          value={[...change.removeTags]}
          onChange={(value) => set({ removeTags: value })}
        />
      </div>
      <FieldValues
        value={change.fields}
        keys={(settings.fields ?? []).map(({ key }) => key)}
        onChange={(fields) => set({ fields })}
      />
      <UrlBox url={url} label={text('copy.url')} />
    </Part>
  );
}

type FieldValue = UpdateDialog['fields'][number];

function FieldValues({
  value,
  keys,
  onChange,
}: {
  value: readonly FieldValue[];
  keys: string[];
  onChange(value: readonly FieldValue[]): void;
}) {
  const text = useText();
  const edit = (index: number, part: Partial<FieldValue>): void =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <>
      {value.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other name
        <Group key={index} gap="xs" align="end" wrap="nowrap">
          <Autocomplete
            label={index === 0 ? text('settings.builder.field') : undefined}
            aria-label={`${text('settings.builder.field')} ${index + 1}`}
            data={keys}
            value={one.key}
            onChange={(key) => edit(index, { key })}
          />
          <TextInput
            style={{ flex: 1 }}
            label={index === 0 ? text('settings.builder.value') : undefined}
            aria-label={`${text('settings.builder.value')} ${index + 1}`}
            value={one.value}
            onChange={({ currentTarget }) => edit(index, { value: currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`${text('settings.remove')}: ${one.key || index + 1}`}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconTrash size={17} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => onChange([...value, { key: '', value: '' }])}
        >
          {text('settings.builder.addField')}
        </Button>
      </Group>
    </>
  );
}
