import { Button, Checkbox, Group, Input, Switch, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ApiWebhook } from '../../src/api/contract.ts';
import { type Webhook, webhookOperations } from '../../src/flow/flow.ts';
import { getJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { inputOf } from './findingsUnder.tsx';
import { keyFrom } from './keyFrom.ts';
import { RowCard } from './rowCard.tsx';
import styles from './settings.module.css';
import { SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { UrlBuilder } from './urlBuilder.tsx';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';
import { WebhookLife } from './webhookLife.tsx';

type Operation = (typeof webhookOperations)[number];
type Row = { key: string; name: string; enabled: boolean; operations: string[]; fresh: boolean };
type Values = { webhooks: Row[] };

const shape: PageShape<Values> = {
  sections: ['webhooks'],
  read: ({ webhooks = [] }) => ({
    webhooks: webhooks.map(({ key, name = '', enabled = true, operations }) => ({
      ...{ key, name, enabled, operations: [...(operations ?? webhookOperations)], fresh: false },
    })),
  }),
  write: ({ webhooks }, settings) => ({
    ...settings,
    webhooks: webhooks.map(({ key, name, enabled, operations }): Webhook => {
      const allowed = webhookOperations.filter((one) => operations.includes(one));
      return {
        ...{ key, name: name.trim() || undefined, enabled: enabled ? undefined : false },
        operations: allowed.length === webhookOperations.length ? undefined : allowed,
      };
    }),
  }),
  placeOf: (place) => (place[2] === 'operations' ? place.slice(0, 3).join('.') : `webhooks.${place[1]}.name`),
};

export function WebhooksPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const { form } = of;
  const rows = form.values.webhooks;
  const { data } = useQuery({
    queryKey: ['webhooks'],
    queryFn: ({ signal }) => getJson<{ items: ApiWebhook[] }>('/webhooks', signal),
    refetchInterval: 15_000,
  });
  const living = (data?.items ?? []).filter((one) => one.bot === bot);
  const add = (): void =>
    form.insertListItem('webhooks', {
      key: keyFrom(
        '',
        rows.map(({ key }) => key),
        'webhook',
      ),
      ...{ name: '', enabled: true, operations: [...webhookOperations], fresh: true },
    });
  const rename = (index: number, value: string): void => {
    form.setFieldValue(`webhooks.${index}.name`, value);
    if (!rows[index]?.fresh) return;
    const others = rows.filter((_, at) => at !== index).map(({ key }) => key);
    form.setFieldValue(`webhooks.${index}.key`, keyFrom(value, others, 'webhook'));
  };
  return (
    <SettingsPage of={of} title={text('settings.webhooks.title')} intro={text('settings.webhooks.says')}>
      {rows.map((row, index) => {
        const alive = row.fresh ? undefined : living.find(({ key }) => key === row.key);
        const title = row.name || row.key;
        return (
          <RowCard
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own until it is saved
            key={index}
            title={row.fresh && !row.name ? text('settings.webhooks.new') : title}
            onRemove={() => form.removeListItem('webhooks', index)}
            right={
              <Switch
                size="sm"
                aria-label={`${text('settings.enabled')}: ${title}`}
                label={text('settings.enabled')}
                checked={row.enabled}
                onChange={({ currentTarget }) =>
                  form.setFieldValue(`webhooks.${index}.enabled`, currentTarget.checked)
                }
              />
            }
          >
            <TextInput
              label={text('settings.name')}
              placeholder={text('settings.webhooks.placeholder')}
              data-autofocus={row.fresh || undefined}
              {...inputOf(of, `webhooks.${index}.name`)}
              onChange={({ currentTarget: { value } }) => rename(index, value)}
            />
            {alive ? (
              <WebhookLife webhook={alive} />
            ) : (
              <p className={styles.note}>{text('settings.webhooks.unsaved')}</p>
            )}
            <Operations
              value={row.operations}
              onChange={(operations) => form.setFieldValue(`webhooks.${index}.operations`, operations)}
              error={form.errors[`webhooks.${index}.operations`]}
            />
          </RowCard>
        );
      })}
      <Group>
        <Button variant="light" leftSection={<IconPlus size={17} aria-hidden />} onClick={add}>
          {text('settings.webhooks.add')}
        </Button>
      </Group>
      {living.length > 0 && <UrlBuilder bot={bot} webhooks={living} settings={of.base} />}
    </SettingsPage>
  );
}

function Operations({
  value,
  onChange,
  error,
}: {
  value: string[];
  onChange(value: string[]): void;
  error: React.ReactNode;
}) {
  const text = useText();
  const label = (operation: Operation): string => text(`settings.webhooks.may.${operation}`);
  return (
    <Checkbox.Group label={text('settings.webhooks.may')} value={value} onChange={onChange} error={error}>
      <Group gap="lg" mt={6}>
        {webhookOperations.map((operation) => (
          <Checkbox key={operation} value={operation} label={label(operation)} />
        ))}
      </Group>
      {value.length === 0 && <Input.Error mt={4}>{text('settings.webhooks.mayNothing')}</Input.Error>}
    </Checkbox.Group>
  );
}
