import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { keyFrom } from '../settings/keyFrom.ts';
import { postbackAddress } from './placeLink.tsx';
import { placeOf } from './placeOf.ts';
import { useCampaigns, useNetworks, usePostbacks } from './trackerApi.ts';
import { Window } from './window.tsx';

type Values = { name: string; network: string | null; campaign: string | null };

const fieldOf = (parameter: string): string | null => {
  const place = placeOf(parameter);
  if (place === 'key') return 'name';
  return ['name', 'network', 'campaign'].includes(place) ? place : null;
};

/** Name, affiliate network, campaign: then the ready URLs are shown. */
export function CreatePostback({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const networks = useNetworks().data?.items ?? [];
  const campaigns = useCampaigns().data?.items ?? [];
  const known = usePostbacks().data?.items ?? [];
  const form = useForm<Values>({ initialValues: { name: '', network: null, campaign: null } });
  const create = useMutation({
    mutationFn: async ({ name, network, campaign }: Values) => {
      const taken = known.map((one) => one.key);
      const key = keyFrom(name, taken, 'postback');
      const only = campaign === null ? {} : { campaign };
      await sendJson('POST', '/postbacks', { postback: { key, name: name.trim(), network, ...only } });
      return key;
    },
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: ['postbacks'] });
      form.reset();
      onClose();
      void navigate({ to: postbackAddress(key) });
    },
    onError: (error) => form.setErrors(fieldErrors(error, text, fieldOf).fields),
  });
  const submit = (values: Values): void => {
    const missing = {
      ...(!values.name.trim() && { name: text('tracker.needed') }),
      ...(values.network === null && { network: text('tracker.needed') }),
    };
    if (Object.keys(missing).length > 0) form.setErrors(missing);
    else create.mutate(values);
  };
  return (
    <Window opened={opened} onClose={onClose} title={text('tracker.createPostback')}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <TextInput label={text('tracker.name')} data-autofocus {...form.getInputProps('name')} />
          <Select
            label={text('tracker.network')}
            description={text('tracker.networkHint')}
            data={networks.map((one) => ({ value: one.key, label: one.name }))}
            searchable
            {...form.getInputProps('network')}
          />
          <Select
            label={text('tracker.campaign')}
            description={text('tracker.campaignHint')}
            placeholder={text('tracker.allTheirs')}
            data={campaigns.map((one) => ({ value: one.key, label: one.name }))}
            clearable
            {...form.getInputProps('campaign')}
          />
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
