import { Alert, Button, Group, Select, Switch, TextInput } from '@mantine/core';
import { IconInfoCircle, IconPlus } from '@tabler/icons-react';
import type { NotificationGroup } from '../../src/flow/flow.ts';
import { textOf } from '../parts/api.ts';
import { ConditionInput } from '../parts/conditionInput.tsx';
import { useMacros } from '../parts/useMacros.ts';
import { useText } from '../parts/useText.ts';
import { Choice } from './choice.tsx';
import { inputOf } from './findingsUnder.tsx';
import { keyFrom } from './keyFrom.ts';
import { RowCard } from './rowCard.tsx';
import styles from './settings.module.css';
import { SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { useKnownGroups } from './telegramState.ts';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';

type Row = {
  key: string;
  name: string;
  chatId: string;
  when: string;
  language: 'en' | 'ru';
  enabled: boolean;
};
type Values = { notificationGroups: Row[] };

const shape: PageShape<Values> = {
  sections: ['notificationGroups'],
  read: ({ notificationGroups = [] }) => ({
    notificationGroups: notificationGroups.map(
      ({ key, name = '', chatId, when = '', language = 'en', enabled = true }) => ({
        ...{ key, name, chatId: String(chatId), when, language, enabled },
      }),
    ),
  }),
  write: ({ notificationGroups }, settings) => ({
    ...settings,
    notificationGroups: notificationGroups.map(
      ({ key, name, chatId, when, language, enabled }): NotificationGroup => ({
        ...{ key, name: name.trim() || undefined, chatId: readNumber(chatId), language },
        when: when.trim() || undefined,
        enabled: enabled ? undefined : false,
      }),
    ),
  }),
};

/** What is no negative whole number becomes 0, which is refused at its field. */
const readNumber = (text: string): number => (/^-\d{1,16}$/.test(text.trim()) ? Number(text) : 0);

export function NotificationsPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const { form } = of;
  const rows = form.values.notificationGroups;
  const { source } = useMacros(bot);
  const groups = useKnownGroups(bot);
  const choices = groups.map(({ chatId, title }) => ({
    value: String(chatId),
    label: title ? `${title} (${chatId})` : String(chatId),
  }));
  const add = (): void =>
    form.insertListItem('notificationGroups', {
      key: keyFrom(
        '',
        rows.map(({ key }) => key),
        'group',
      ),
      ...{ name: '', chatId: '', when: '', language: text.language, enabled: true },
    });
  return (
    <SettingsPage of={of} title={text('settings.notifications')} intro={text('settings.notifications.says')}>
      {of.base.channel !== 'telegram' && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />}>
          {text('settings.notifications.simulator')}
        </Alert>
      )}
      {rows.map((row, index) => {
        const at = `notificationGroups.${index}`;
        const own = row.when !== '';
        return (
          <RowCard
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own until it is saved
            key={index}
            title={row.name || titleOf(groups, row.chatId) || text('settings.notifications.new')}
            onRemove={() => form.removeListItem('notificationGroups', index)}
            right={
              <Switch
                size="sm"
                aria-label={`${text('settings.enabled')}: ${row.name || row.key}`}
                label={text('settings.enabled')}
                checked={row.enabled}
                onChange={({ currentTarget }) => form.setFieldValue(`${at}.enabled`, currentTarget.checked)}
              />
            }
          >
            <div className={styles.pair}>
              <TextInput label={text('settings.name')} {...inputOf(of, `${at}.name`)} />
              {choices.length > 0 && (
                <Select
                  label={text('settings.notifications.known')}
                  placeholder={text('settings.choose')}
                  data={choices}
                  value={choices.some(({ value }) => value === row.chatId) ? row.chatId : null}
                  onChange={(value) => value && form.setFieldValue(`${at}.chatId`, value)}
                />
              )}
              <TextInput
                label={text('settings.notifications.chatId')}
                placeholder="-1001234567890"
                required
                {...inputOf(of, `${at}.chatId`)}
                {...(form.errors[`${at}.chatId`] && { error: text('settings.wrong.group') })}
              />
              <Select
                label={text('settings.notifications.language')}
                data={[
                  { value: 'en', label: 'English' },
                  { value: 'ru', label: 'Русский' },
                ]}
                allowDeselect={false}
                {...inputOf(of, `${at}.language`)}
              />
            </div>
            <Choice
              label={text('settings.notifications.when')}
              data={[
                { value: 'manual', label: text('settings.notifications.manual') },
                { value: 'condition', label: text('settings.notifications.condition') },
              ]}
              value={own ? 'condition' : 'manual'}
              onChange={(value) =>
                form.setFieldValue(`${at}.when`, value === 'condition' ? row.when || 'event = sale' : '')
              }
            />
            {own && (
              <ConditionInput
                label={text('settings.condition')}
                value={row.when}
                source={source}
                error={textOf(form.errors[`${at}.when`]) || undefined}
                // Emptied it is still a condition that is being written, not the choice above.
                onChange={(value) => form.setFieldValue(`${at}.when`, value || ' ')}
              />
            )}
          </RowCard>
        );
      })}
      <Group>
        <Button variant="light" leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
          {text('settings.notifications.add')}
        </Button>
      </Group>
    </SettingsPage>
  );
}

const titleOf = (groups: readonly { chatId: number; title: string }[], chatId: string): string =>
  groups.find((one) => String(one.chatId) === chatId)?.title ?? '';
