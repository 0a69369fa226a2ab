import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { isTimezone } from '../../src/base/instant.ts';
import { objectKey } from '../../src/flow/flow.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { ApiFailure, sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { type Loaded, settingsKey } from './botSettings.ts';
import { Choice } from './choice.tsx';
import { keyFrom } from './keyFrom.ts';
import styles from './settings.module.css';
import { Part, PlainPage } from './settingsPage.tsx';

type Channel = 'simulator' | 'telegram';

/** `/new-bot`: name, key and channel; what else there is to say is said in its settings. */
export function CreateBot() {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const taken = useBots().map(({ key }) => key);
  const form = useForm<{ name: string; key: string; touched: boolean; channel: Channel }>({
    initialValues: { name: '', key: '', touched: false, channel: 'simulator' },
    validate: {
      name: (name) => (name.trim() === '' ? text('settings.wrong.required') : null),
      key: (key) => {
        if (taken.includes(key)) return text('settings.wrong.taken');
        return objectKey.safeParse(key).success ? null : text('settings.wrong.key');
      },
    },
  });
  const { name, key, touched, channel } = form.values;
  const create = useMutation({
    mutationFn: async () => {
      const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      return sendJson<Loaded>('POST', '/bots', {
        // Of a bot at Telegram the token is asked for on the next page: connecting changes its channel.
        ...{ key, name: name.trim(), channel: 'simulator' },
        ...(isTimezone(timezone) && { timezone }),
      });
    },
    onSuccess: async (loaded) => {
      client.setQueryData(settingsKey(key), loaded);
      await client.invalidateQueries({ queryKey: ['bots'] });
      const page = channel === 'telegram' ? 'connection' : 'general';
      await navigate({ to: '/bots/$bot/settings/$page', params: { bot: key, page } });
    },
    onError: (error) => {
      const { fields } = fieldErrors(error, text, (parameter) => parameter.split('.').at(-1) ?? null);
      form.setErrors(fields);
    },
  });
  const plainFailure = create.error instanceof ApiFailure && create.error.parameters.length === 0;
  return (
    <main className={styles.main}>
      <PlainPage title={text('settings.newBot')} intro={text('settings.newBot.says')}>
        <form noValidate onSubmit={form.onSubmit(() => create.mutate())}>
          <Part title={text('settings.general.who')}>
            <TextInput
              label={text('settings.name')}
              data-autofocus
              required
              {...form.getInputProps('name')}
              onChange={({ currentTarget: { value } }) => {
                form.setFieldValue('name', value);
                if (!touched) form.setFieldValue('key', value ? keyFrom(value, taken, 'bot') : '');
              }}
            />
            <TextInput
              label={text('settings.key')}
              description={text('settings.newBot.key.says')}
              required
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              {...form.getInputProps('key')}
              onChange={({ currentTarget: { value } }) => {
                form.setFieldValue('key', value.trim());
                form.setFieldValue('touched', true);
              }}
            />
            <Choice
              label={text('settings.channel')}
              says={text(channel === 'telegram' ? 'settings.newBot.telegram' : 'settings.newBot.simulator')}
              data={[
                { value: 'simulator', label: text('settings.channel.simulator') },
                { value: 'telegram', label: text('settings.channel.telegram') },
              ]}
              value={channel}
              onChange={(value) => form.setFieldValue('channel', value)}
            />
            {create.error && (plainFailure || !(create.error instanceof ApiFailure)) && (
              <ErrorNote error={create.error} />
            )}
            <Group>
              <Button type="submit" loading={create.isPending}>
                {text('settings.newBot.do')}
              </Button>
            </Group>
          </Part>
        </form>
      </PlainPage>
    </main>
  );
}
