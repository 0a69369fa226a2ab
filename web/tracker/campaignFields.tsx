import { ActionIcon, Button, Checkbox, Select, Switch, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useBots } from '../app/breadcrumb.tsx';
import { useText } from '../parts/useText.ts';
import { stepChoices } from '../settings/botSettings.ts';
import { type CampaignValues, rowId } from './campaignForm.ts';
import styles from './tracker.module.css';

type Form = UseFormReturnType<CampaignValues>;

/** Bot, type, start and parameters of a campaign. */
export function CampaignFields({ form }: { form: Form }) {
  const text = useText();
  const bots = useBots();
  const { bot, type } = form.values;
  const choices = bots.map((one) => ({ value: one.key, label: one.name }));
  const steps = stepChoices(bots.find((one) => one.key === bot));
  return (
    <>
      <section className={styles.card}>
        <div className={styles.fields}>
          <TextInput label={text('tracker.name')} {...form.getInputProps('name')} />
          <Select
            label={text('tracker.bot')}
            description={text('tracker.botHint')}
            data={choices}
            allowDeselect={false}
            {...form.getInputProps('bot')}
          />
          <Select
            label={text('tracker.start')}
            description={text('tracker.startHint')}
            data={steps}
            searchable
            clearable
            {...form.getInputProps('start')}
          />
          <Select
            label={text('tracker.type')}
            description={text('tracker.typeHint')}
            data={[
              { value: 'bot', label: text('tracker.typeBot') },
              { value: 'channel', label: text('tracker.typeChannel') },
            ]}
            allowDeselect={false}
            {...form.getInputProps('type')}
          />
          {type === 'channel' && <ChannelFields form={form} choices={choices} />}
        </div>
      </section>
      <Parameters form={form} />
    </>
  );
}

function ChannelFields({ form, choices }: { form: Form; choices: { value: string; label: string }[] }) {
  const text = useText();
  const bots = useBots();
  const inviting = form.values.channelBot ?? form.values.bot;
  return (
    <>
      <TextInput
        label={text('tracker.channelChatId')}
        description={text('tracker.channelChatIdHint')}
        placeholder="-1001234567890"
        inputMode="numeric"
        {...form.getInputProps('channelChatId')}
      />
      <Select
        label={text('tracker.channelBot')}
        description={text('tracker.channelBotHint')}
        data={choices}
        clearable
        {...form.getInputProps('channelBot')}
      />
      <Select
        label={text('tracker.greeting')}
        description={text('tracker.greetingHint')}
        data={stepChoices(bots.find((one) => one.key === inviting))}
        searchable
        clearable
        {...form.getInputProps('greeting')}
      />
      <Switch
        label={text('tracker.approve')}
        description={text('tracker.approveHint')}
        {...form.getInputProps('approve', { type: 'checkbox' })}
      />
    </>
  );
}

/** What the links bring along: each becomes a tracker field of the lead. */
function Parameters({ form }: { form: Form }) {
  const text = useText();
  return (
    <section className={styles.card} style={{ marginTop: 16 }}>
      <Title order={2}>{text('tracker.parameters')}</Title>
      <p className={styles.intro}>{text('tracker.parametersIntro')}</p>
      <ul className={styles.rows}>
        {form.values.parameters.map(({ id, key }, n) => (
          <li key={id} className={styles.parameterRow}>
            <TextInput
              aria-label={text('tracker.parameter', { n: n + 1 })}
              placeholder="utm_source"
              {...form.getInputProps(`parameters.${n}.key`)}
            />
            <Checkbox
              mt={8}
              label={text('tracker.visible')}
              {...form.getInputProps(`parameters.${n}.visible`, { type: 'checkbox' })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              mt={4}
              aria-label={text('tracker.removeRow', { name: key })}
              onClick={() => form.removeListItem('parameters', n)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => form.insertListItem('parameters', { id: rowId(), key: '', visible: true })}
      >
        {text('tracker.addParameter')}
      </Button>
    </section>
  );
}
