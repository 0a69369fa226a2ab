import { NumberInput, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useText } from '../parts/useText.ts';
import { type Settings, stepChoices, useDrawnBot } from './botSettings.ts';
import { Choice } from './choice.tsx';
import { DelayLine } from './delayLine.tsx';
import type { Delays } from './delayMarks.ts';
import { inputOf } from './findingsUnder.tsx';
import styles from './settings.module.css';
import { Part, SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';

type Values = {
  name: string;
  channel: Settings['channel'];
  /** A new one; '' keeps what there is. */
  token: string;
  timezone: string;
  start: string;
  startAgain: 'continue' | 'restart';
  trackOrganic: boolean;
  delays: Delays;
};

const shape: PageShape<Values> = {
  sections: ['name', 'channel', 'token', 'timezone', 'start', 'startAgain', 'trackOrganic', 'delays'],
  read: ({ name, channel, timezone, start, startAgain, trackOrganic, delays }) => ({
    ...{ name, channel, token: '', timezone: timezone ?? 'UTC', start: start ?? '' },
    ...{ startAgain: startAgain ?? 'continue', trackOrganic: trackOrganic ?? false },
    delays: {
      response: delays?.response ?? '',
      message: delays?.message ?? '',
      aiAnswer: delays?.aiAnswer ?? '',
      typingSpeed: delays?.typingSpeed ?? '',
    },
  }),
  write: (values, settings) => {
    const { response, message, aiAnswer, typingSpeed } = values.delays;
    const delays = {
      response: response.trim() || undefined,
      message: message.trim() || undefined,
      aiAnswer: aiAnswer.trim() || undefined,
      typingSpeed: typingSpeed === '' ? undefined : typingSpeed,
    };
    return {
      ...settings,
      ...{ name: values.name.trim(), channel: values.channel, start: values.start || undefined },
      ...{ timezone: values.timezone || undefined, trackOrganic: values.trackOrganic || undefined },
      startAgain: values.startAgain === 'restart' ? 'restart' : undefined,
      delays: Object.values(delays).some((one) => one !== undefined) ? delays : undefined,
      token: values.token.trim() || settings.token,
    };
  },
};

const timezones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];

export function GeneralPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const drawn = useDrawnBot(bot);
  const { form } = of;
  const { channel, timezone, start, startAgain } = form.values;
  const steps = stepChoices(drawn);
  const known = steps.some(({ items }) => items.some(({ value }) => value === start));
  const zones = timezones.includes(timezone) ? timezones : [timezone, ...timezones];
  return (
    <SettingsPage of={of} title={text('settings.general')}>
      <Part title={text('settings.general.who')}>
        <div className={styles.pair}>
          <TextInput label={text('settings.name')} required {...inputOf(of, 'name')} />
          <Select
            label={text('settings.timezone')}
            description={text('settings.timezone.says')}
            data={zones}
            searchable
            limit={60}
            allowDeselect={false}
            {...inputOf(of, 'timezone')}
          />
        </div>
        <Choice
          label={text('settings.channel')}
          says={text(`settings.channel.${channel}.says`)}
          data={[
            { value: 'simulator', label: text('settings.channel.simulator') },
            { value: 'telegram', label: text('settings.channel.telegram') },
          ]}
          value={channel}
          onChange={(value) => form.setFieldValue('channel', value)}
          error={form.errors.channel}
        />
        {channel === 'telegram' && of.base.channel !== 'telegram' && (
          <PasswordInput
            label={text('settings.token')}
            description={text('settings.token.says')}
            autoComplete="off"
            {...inputOf(of, 'token')}
          />
        )}
      </Part>
      <Part title={text('settings.general.start')}>
        <Select
          label={text('settings.start')}
          description={text('settings.start.says')}
          placeholder={text('settings.start.none')}
          data={
            known || start === ''
              ? steps
              : [{ group: text('settings.step.missing'), items: [start] }, ...steps]
          }
          searchable
          clearable
          nothingFoundMessage={text('app.nothingFound')}
          {...inputOf(of, 'start')}
          value={start || null}
          onChange={(value) => form.setFieldValue('start', value ?? '')}
        />
        <Choice
          label={text('settings.startAgain')}
          says={text(`settings.startAgain.${startAgain}.says`)}
          data={[
            { value: 'continue', label: text('settings.startAgain.continue') },
            { value: 'restart', label: text('settings.startAgain.restart') },
          ]}
          value={startAgain}
          onChange={(value) => form.setFieldValue('startAgain', value)}
        />
        <Switch
          label={text('settings.trackOrganic')}
          description={text('settings.trackOrganic.says')}
          {...form.getInputProps('trackOrganic', { type: 'checkbox' })}
        />
      </Part>
      <Part title={text('settings.delays')} intro={text('settings.delays.says')}>
        <div className={styles.narrow}>
          <TextInput
            label={text('settings.delays.response')}
            description={text('settings.delays.response.says')}
            placeholder="5s"
            {...inputOf(of, 'delays.response')}
          />
          <TextInput
            label={text('settings.delays.message')}
            description={text('settings.delays.message.says')}
            placeholder="10s"
            {...inputOf(of, 'delays.message')}
          />
          <TextInput
            label={text('settings.delays.aiAnswer')}
            description={text('settings.delays.aiAnswer.says')}
            placeholder="15s"
            {...inputOf(of, 'delays.aiAnswer')}
          />
          <NumberInput
            label={text('settings.delays.typingSpeed')}
            description={text('settings.delays.typingSpeed.says')}
            placeholder="30"
            min={0}
            max={1000}
            {...inputOf(of, 'delays.typingSpeed')}
            onChange={(value) => form.setFieldValue('delays.typingSpeed', value === '' ? '' : Number(value))}
          />
        </div>
        <DelayLine delays={form.values.delays} />
      </Part>
    </SettingsPage>
  );
}
