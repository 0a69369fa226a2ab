import { Button, ColorInput, Group, Input, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useText } from '../parts/useText.ts';
import { inputOf } from './findingsUnder.tsx';
import { keyFrom } from './keyFrom.ts';
import { RowCard } from './rowCard.tsx';
import styles from './settings.module.css';
import { SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';

type Row = { key: string; name: string; color: string; fresh: boolean };
type Values = { tags: Row[] };

const shape: PageShape<Values> = {
  sections: ['tags'],
  read: ({ tags = [] }) => ({
    tags: tags.map(({ key, name = '', color = '' }) => ({ key, name, color, fresh: false })),
  }),
  write: ({ tags }, settings) => ({
    ...settings,
    tags: tags.map(({ key, name, color }) => ({
      key: key.trim(),
      name: name.trim() || undefined,
      color: color.trim() || undefined,
    })),
  }),
  placeOf: (place) => (place.length < 2 ? null : placed(place)),
};

/** What is said of a tag as a whole stands at its key; there is no field for the colour's own words. */
const placed = (place: string[]): string => (place[2] === 'name' ? place.join('.') : `tags.${place[1]}.key`);

/** Names that CSS knows, so that a funnel file reads well. */
const colors = ['gray', 'red', 'orange', 'gold', 'green', 'teal', 'blue', 'purple', 'deeppink'] as const;

export function TagsPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const { form } = of;
  const rows = form.values.tags;
  return (
    <SettingsPage of={of} title={text('settings.tags')} intro={text('settings.tags.says')}>
      {rows.map((row, index) => (
        <RowCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own until it is saved
          key={index}
          title={row.name || row.key || text('settings.tags.new')}
          onRemove={() => form.removeListItem('tags', index)}
          right={<Tag name={row.name || row.key || '…'} color={row.color} />}
        >
          <div className={styles.pair}>
            <TextInput
              label={text('settings.name')}
              {...inputOf(of, `tags.${index}.name`)}
              onChange={({ currentTarget: { value } }) => {
                form.setFieldValue(`tags.${index}.name`, value);
                const others = rows.filter((_, at) => at !== index).map(({ key }) => key);
                if (row.fresh)
                  form.setFieldValue(`tags.${index}.key`, value ? keyFrom(value, others, 'tag') : '');
              }}
            />
            <TextInput
              label={text('settings.key')}
              description={text('settings.tags.key.says')}
              required
              {...inputOf(of, `tags.${index}.key`)}
              onChange={({ currentTarget: { value } }) => {
                form.setFieldValue(`tags.${index}.key`, value);
                form.setFieldValue(`tags.${index}.fresh`, false);
              }}
            />
          </div>
          <Color
            value={row.color}
            name={row.name || row.key}
            onChange={(color) => form.setFieldValue(`tags.${index}.color`, color)}
          />
        </RowCard>
      ))}
      <Group>
        <Button
          variant="light"
          leftSection={<IconPlus size={17} aria-hidden />}
          onClick={() => form.insertListItem('tags', { key: '', name: '', color: 'blue', fresh: true })}
        >
          {text('settings.tags.add')}
        </Button>
      </Group>
    </SettingsPage>
  );
}

function Color({ value, name, onChange }: { value: string; name: string; onChange(color: string): void }) {
  const text = useText();
  const label = `${text('settings.tags.color')}: ${name}`;
  const own = !colors.some((color) => color === value);
  return (
    <Input.Wrapper label={text('settings.tags.color')} labelElement="div">
      <Group gap="md" mt={4}>
        <div className={styles.swatches} role="radiogroup" aria-label={label}>
          {colors.map((color) => (
            // biome-ignore lint/a11y/useSemanticElements: a coloured spot is drawn by no input
            <button
              key={color}
              type="button"
              role="radio"
              aria-checked={color === value}
              aria-label={text(`settings.color.${color}`)}
              title={text(`settings.color.${color}`)}
              className={styles.swatch}
              style={{ backgroundColor: color }}
              onClick={() => onChange(color)}
            />
          ))}
        </div>
        <ColorInput
          size="xs"
          w={130}
          aria-label={`${text('settings.tags.own')}: ${name}`}
          placeholder={text('settings.tags.own')}
          withEyeDropper={false}
          value={own ? value : ''}
          onChange={onChange}
        />
      </Group>
    </Input.Wrapper>
  );
}

/** As operators see it. A colour that the browser does not know leaves the dot grey. */
function Tag({ name, color }: { name: string; color: string }) {
  return (
    <span className={styles.tag}>
      <span className={styles.dot} style={color ? { backgroundColor: color } : {}} />
      {name}
    </span>
  );
}
