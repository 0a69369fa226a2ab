import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useBots } from '../app/breadcrumb.tsx';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { stepChoices } from '../settings/botSettings.ts';
import { keyFrom } from '../settings/keyFrom.ts';
import { campaignAddress } from './placeLink.tsx';
import { placeOf } from './placeOf.ts';
import { useCampaigns } from './trackerApi.ts';
import { Window } from './window.tsx';

type Values = { name: string; bot: string | null; start: string | null };

const fieldOf = (parameter: string): string | null => {
  const place = placeOf(parameter);
  if (place === 'key') return 'name';
  return ['name', 'bot', 'start'].includes(place) ? place : null;
};

/** Name, bot and start; the rules for registration and deposits stand ready in the campaign itself. */
export function CreateCampaign({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const bots = useBots();
  const known = useCampaigns().data?.items ?? [];
  const form = useForm<Values>({ initialValues: { name: '', bot: null, start: null } });
  const bot = form.values.bot ?? (bots.length === 1 ? (bots[0]?.key ?? null) : null);
  const create = useMutation({
    mutationFn: async (values: Values) => {
      const taken = known.map((one) => one.key);
      const key = keyFrom(values.name, taken, 'campaign');
      const start = values.start === null ? {} : { start: values.start };
      const campaign = { key, name: values.name.trim(), bot, ...start };
      await sendJson('POST', '/campaigns', { campaign });
      return key;
    },
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: ['campaigns'] });
      form.reset();
      onClose();
      void navigate({ to: campaignAddress(key) });
    },
    onError: (error) => form.setErrors(fieldErrors(error, text, fieldOf).fields),
  });
  const submit = (values: Values): void => {
    const missing = {
      ...(!values.name.trim() && { name: text('tracker.needed') }),
      ...(bot === null && { bot: text('tracker.needed') }),
    };
    if (Object.keys(missing).length > 0) form.setErrors(missing);
    else create.mutate(values);
  };
  return (
    <Window opened={opened} onClose={onClose} title={text('tracker.createCampaign')}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <TextInput
            label={text('tracker.name')}
            placeholder={text('tracker.campaignNameHint')}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Select
            label={text('tracker.bot')}
            description={text('tracker.botHint')}
            data={bots.map((one) => ({ value: one.key, label: one.name }))}
            {...form.getInputProps('bot')}
            value={bot}
          />
          <Select
            label={text('tracker.start')}
            description={text('tracker.startHint')}
            data={stepChoices(bots.find((one) => one.key === bot))}
            searchable
            clearable
            {...form.getInputProps('start')}
          />
          {bots.length === 0 && <Text size="sm">{text('tracker.noBots')}</Text>}
          {create.error && Object.keys(form.errors).length === 0 && <ErrorNote error={create.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {text('tracker.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {text('tracker.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Window>
  );
}
