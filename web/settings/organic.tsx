import { Alert, Autocomplete, Button, Group, Select, Switch } from '@mantine/core';
import { IconInfoCircle, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { textOf } from '../parts/api.ts';
import { ConditionInput } from '../parts/conditionInput.tsx';
import { useMacros } from '../parts/useMacros.ts';
import { useText } from '../parts/useText.ts';
import { type Settings, stepChoices, useDrawnBot } from './botSettings.ts';
import { inputOf } from './findingsUnder.tsx';
import { RowCard } from './rowCard.tsx';
import styles from './settings.module.css';
import { SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';

type Action = NonNullable<Settings['organicActions']>[number];
type Row = {
  on: string;
  when: string;
  move: string;
  status: string;
  respectOperator: boolean;
  enabled: boolean;
};
type Values = { organicActions: Row[] };

const statuses = ['auto', 'manual', 'waiting', 'finished'] as const;

const shape: PageShape<Values> = {
  sections: ['organicActions'],
  read: ({ organicActions = [] }) => ({
    organicActions: organicActions.map(
      ({ on, when = '', move = '', status = '', respectOperator = false, enabled = true }) => ({
        ...{ on, when, move, status, respectOperator, enabled },
      }),
    ),
  }),
  write: ({ organicActions }, settings) => ({
    ...settings,
    organicActions:
      organicActions.length > 0
        ? organicActions.map(
            ({ on, when, move, status, respectOperator, enabled }): Action => ({
              on: on.trim(),
              when: when.trim() || undefined,
              move: move || undefined,
              status: statuses.find((one) => one === status),
              respectOperator: respectOperator || undefined,
              enabled: enabled ? undefined : false,
            }),
          )
        : undefined,
  }),
  placeOf: (place) => (place.length === 2 ? `${place.join('.')}.on` : place.slice(0, 3).join('.')),
};

const events = ['registration', 'sale', 'resale', 'resale#2', 'resale#3', 'withdrawal', 'contact'];

export function OrganicPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const { form } = of;
  const { source } = useMacros(bot);
  const steps = stepChoices(useDrawnBot(bot));
  const rows = form.values.organicActions;
  const add = (): void =>
    form.insertListItem('organicActions', {
      ...{ on: events[rows.length] ?? '', when: '', move: '', status: 'auto' },
      ...{ respectOperator: false, enabled: true },
    });
  return (
    <SettingsPage of={of} title={text('settings.organic')} intro={text('settings.organic.says')}>
      {!of.base.trackOrganic && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />}>
          {text('settings.organic.off')}{' '}
          <Link to="/bots/$bot/settings/$page" params={{ bot, page: 'general' }} className={styles.inline}>
            {text('settings.organic.switchOn')}
          </Link>
        </Alert>
      )}
      {rows.map((row, index) => {
        const at = `organicActions.${index}`;
        const missing =
          row.move !== '' && !steps.some((one) => one.items.some(({ value }) => value === row.move));
        return (
          <RowCard
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name but their place
            key={index}
            title={text('settings.organic.rule', { number: index + 1, event: row.on || '…' })}
            onRemove={() => form.removeListItem('organicActions', index)}
            onUp={
              index > 0 ? () => form.reorderListItem('organicActions', { from: index, to: index - 1 }) : null
            }
            onDown={
              index < rows.length - 1
                ? () => form.reorderListItem('organicActions', { from: index, to: index + 1 })
                : null
            }
            right={
              <Switch
                size="sm"
                label={text('settings.enabled')}
                aria-label={`${text('settings.enabled')}: ${index + 1}`}
                checked={row.enabled}
                onChange={({ currentTarget }) => form.setFieldValue(`${at}.enabled`, currentTarget.checked)}
              />
            }
          >
            <div className={styles.pair}>
              <Autocomplete
                label={text('settings.organic.on')}
                description={text('settings.organic.on.says')}
                data={events}
                required
                {...inputOf(of, `${at}.on`)}
              />
              <Select
                label={text('settings.organic.move')}
                description={text('settings.organic.move.says')}
                placeholder={text('settings.builder.stays')}
                data={
                  missing ? [{ group: text('settings.step.missing'), items: [row.move] }, ...steps] : steps
                }
                searchable
                clearable
                {...inputOf(of, `${at}.move`)}
                value={row.move || null}
                onChange={(value) => form.setFieldValue(`${at}.move`, value ?? '')}
              />
              <Select
                label={text('settings.organic.status')}
                description={text('settings.organic.status.says')}
                placeholder={text('settings.organic.unsaid')}
                data={statuses.map((value) => ({ value, label: text(`status.${value}`) }))}
                clearable
                {...inputOf(of, `${at}.status`)}
                value={row.status || null}
                onChange={(value) => form.setFieldValue(`${at}.status`, value ?? '')}
              />
            </div>
            {row.when === '' ? (
              <Group>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  leftSection={<IconPlus size={15} aria-hidden />}
                  onClick={() => form.setFieldValue(`${at}.when`, 'amount >= 20')}
                >
                  {text('settings.organic.addCondition')}
                </Button>
              </Group>
            ) : (
              <ConditionInput
                label={text('settings.organic.when')}
                place="event"
                source={source}
                value={row.when}
                error={textOf(form.errors[`${at}.when`]) || undefined}
                onChange={(value) => form.setFieldValue(`${at}.when`, value)}
              />
            )}
            <Switch
              label={text('settings.organic.respect')}
              description={text('settings.organic.respect.says')}
              {...form.getInputProps(`${at}.respectOperator`, { type: 'checkbox' })}
            />
          </RowCard>
        );
      })}
      <Group>
        <Button variant="light" leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
          {text('settings.organic.add')}
        </Button>
      </Group>
    </SettingsPage>
  );
}
