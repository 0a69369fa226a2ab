import { Button, Group, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type Field, fieldTypes } from '../../src/flow/flow.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { useText } from '../parts/useText.ts';
import { useDrawnBot } from './botSettings.ts';
import { inputOf } from './findingsUnder.tsx';
import { keyFrom } from './keyFrom.ts';
import { RowCard } from './rowCard.tsx';
import styles from './settings.module.css';
import { Part, SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';

/** `fresh`: not saved yet, so its key follows its name. */
type Row = { key: string; name: string; type: Field['type']; options: string[]; fresh: boolean };
type Values = { fields: Row[] };

const hasOptions = (type: Field['type']): boolean => type === 'select' || type === 'multiselect';

const shape: PageShape<Values> = {
  sections: ['fields'],
  read: ({ fields = [] }) => ({
    fields: fields.map(({ key, name = '', type, options = [] }) => ({
      key,
      name,
      type,
      options,
      fresh: false,
    })),
  }),
  write: ({ fields }, settings) => ({
    ...settings,
    fields: fields.map(({ key, name, type, options }) => ({
      ...{ key: key.trim(), name: name.trim() || undefined, type },
      ...(hasOptions(type) && { options: options.length > 0 ? options : undefined }),
    })),
  }),
  // "select and multiselect need options" is said of the field as a whole.
  placeOf: (place, { fields }) => {
    if (place.length !== 2) return place.slice(0, 3).join('.');
    const type = fields[Number(place[1])]?.type;
    return `${place.join('.')}.${type && hasOptions(type) ? 'options' : 'key'}`;
  },
};

export function FieldsPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const { form } = of;
  const rows = form.values.fields;
  const keys = rows.map(({ key }) => key);
  const received = (useDrawnBot(bot)?.fields ?? []).filter((one) => !one.declared && !keys.includes(one.key));
  const add = (row: Partial<Row>): void =>
    form.insertListItem('fields', { key: '', name: '', type: 'text', options: [], fresh: true, ...row });
  return (
    <SettingsPage of={of} title={text('settings.fields')} intro={text.template('settings.fields.says')}>
      {rows.map((row, index) => (
        <RowCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own until it is saved
          key={index}
          title={row.name || row.key || text('settings.fields.new')}
          onRemove={() => form.removeListItem('fields', index)}
          right={row.key && <Macro of={`{{fields.${row.key}}}`} />}
        >
          <div className={styles.pair}>
            <TextInput
              label={text('settings.name')}
              {...inputOf(of, `fields.${index}.name`)}
              onChange={({ currentTarget: { value } }) => {
                form.setFieldValue(`fields.${index}.name`, value);
                if (!row.fresh) return;
                const others = keys.filter((_, at) => at !== index);
                form.setFieldValue(`fields.${index}.key`, value ? keyFrom(value, others, 'field', '_') : '');
              }}
            />
            <TextInput
              label={text('settings.key')}
              required
              {...inputOf(of, `fields.${index}.key`)}
              onChange={({ currentTarget: { value } }) => {
                form.setFieldValue(`fields.${index}.key`, value);
                form.setFieldValue(`fields.${index}.fresh`, false);
              }}
            />
            <Select
              label={text('settings.fields.type')}
              data={fieldTypes.map((type) => ({ value: type, label: text(`settings.fields.type.${type}`) }))}
              allowDeselect={false}
              {...inputOf(of, `fields.${index}.type`)}
            />
          </div>
          {hasOptions(row.type) && (
            <TagsInput
              label={text('settings.fields.options')}
              description={text('settings.fields.options.says')}
              required
              clearable
              {...inputOf(of, `fields.${index}.options`)}
            />
          )}
        </RowCard>
      ))}
      <Group>
        <Button variant="light" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => add({})}>
          {text('settings.fields.add')}
        </Button>
      </Group>
      {received.length > 0 && (
        <Part title={text('settings.fields.received')} intro={text('settings.fields.received.says')}>
          <Group gap="xs">
            {received.map(({ key }) => (
              <Button
                key={key}
                size="compact-sm"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => add({ key, fresh: false })}
              >
                {key}
              </Button>
            ))}
          </Group>
        </Part>
      )}
    </SettingsPage>
  );
}

function Macro({ of }: { of: string }) {
  const text = useText();
  return (
    <>
      <code>{of}</code>
      <CopyButton value={of} label={text('settings.copyMacro')} />
    </>
  );
}
