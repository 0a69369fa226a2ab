import { Group, NumberInput, Switch, TagsInput, TextInput } from '@mantine/core';
import { MacroInput } from '../parts/macroInput.tsx';
import { useMacros } from '../parts/useMacros.ts';
import { useText } from '../parts/useText.ts';
import { Choice } from './choice.tsx';
import { inputOf } from './findingsUnder.tsx';
import { Part, SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';

type Values = {
  privacy: string;
  stopWords: string[];
  quiet: { on: boolean; from: string; to: string };
  maxMessagesPerDay: number | '';
  consent: 'nobody' | 'everybody' | 'some';
  /** Telegram ids, as text. */
  ids: string[];
};

const shape: PageShape<Values> = {
  sections: ['privacy', 'stopWords', 'quietHours', 'maxMessagesPerDay', 'business'],
  read: ({ privacy = '', stopWords = [], quietHours, maxMessagesPerDay, business }) => {
    const [from = '22:00', to = '08:00'] = quietHours?.split('-') ?? [];
    const consent = business?.aiConsent;
    return {
      ...{ privacy, stopWords: [...stopWords], quiet: { on: quietHours !== undefined, from, to } },
      maxMessagesPerDay: maxMessagesPerDay ?? '',
      consent: Array.isArray(consent) ? 'some' : consent ? 'everybody' : 'nobody',
      ids: Array.isArray(consent) ? consent.map(String) : [],
    };
  },
  write: ({ privacy, stopWords, quiet, maxMessagesPerDay, consent, ids }, settings) => ({
    ...settings,
    privacy: privacy.trim() || undefined,
    stopWords: stopWords.length > 0 ? stopWords : undefined,
    quietHours: quiet.on ? `${quiet.from}-${quiet.to}` : undefined,
    maxMessagesPerDay: maxMessagesPerDay === '' ? undefined : maxMessagesPerDay,
    business: consentOf(consent, ids, settings.business),
  }),
  placeOf: (place) => {
    if (place[0] === 'quietHours') return 'quiet.from';
    if (place[0] === 'business') return 'ids';
    return place[0] === 'stopWords' ? 'stopWords' : place.join('.');
  },
};

type Business = { aiConsent?: boolean | number[] | undefined } | undefined;

/** What nobody has said stays unsaid; what is no number becomes 0, which is refused at its field. */
function consentOf(consent: Values['consent'], ids: readonly string[], stored: Business): Business {
  if (consent === 'everybody') return { aiConsent: true };
  if (consent === 'some') return { aiConsent: ids.map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : 0)) };
  return stored?.aiConsent === undefined ? stored : { aiConsent: false };
}

export function PrivacyPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const { form } = of;
  const { source } = useMacros(bot);
  const { quiet, consent } = form.values;
  return (
    <SettingsPage of={of} title={text('settings.privacy')} intro={text('settings.privacy.says')}>
      <Part title={text('settings.privacy.lead')}>
        <MacroInput
          label={text('settings.privacy.policy')}
          description={text('settings.privacy.policy.says')}
          placeholder={text('settings.privacy.policy.none')}
          multiline
          source={source}
          value={form.values.privacy}
          onChange={(value) => form.setFieldValue('privacy', value)}
          error={form.errors.privacy}
        />
        <TagsInput
          label={text('settings.privacy.stopWords')}
          description={text('settings.privacy.stopWords.says')}
          placeholder={form.values.stopWords.length === 0 ? text('settings.privacy.stopWords.example') : ''}
          {...inputOf(of, 'stopWords')}
        />
      </Part>
      <Part title={text('settings.privacy.quiet')} intro={text('settings.privacy.quiet.says')}>
        <Switch
          label={text('settings.privacy.quiet.on', { timezone: of.base.timezone ?? 'UTC' })}
          checked={quiet.on}
          onChange={({ currentTarget }) => form.setFieldValue('quiet.on', currentTarget.checked)}
        />
        {quiet.on && (
          <Group gap="md" align="start">
            <TextInput type="time" label={text('settings.privacy.from')} {...inputOf(of, 'quiet.from')} />
            <TextInput type="time" label={text('settings.privacy.to')} {...inputOf(of, 'quiet.to')} />
          </Group>
        )}
        <NumberInput
          label={text('settings.privacy.cap')}
          description={text('settings.privacy.cap.says')}
          placeholder={text('settings.ai.unlimited')}
          min={1}
          max={1000}
          maw={320}
          {...inputOf(of, 'maxMessagesPerDay')}
          onChange={(value) => form.setFieldValue('maxMessagesPerDay', value === '' ? '' : Number(value))}
        />
      </Part>
      <Part title={text('settings.privacy.business')} intro={text('settings.privacy.business.says')}>
        <Choice
          label={text('settings.privacy.mayGo')}
          data={[
            { value: 'nobody', label: text('settings.privacy.nobody') },
            { value: 'some', label: text('settings.privacy.some') },
            { value: 'everybody', label: text('settings.privacy.everybody') },
          ]}
          value={consent}
          onChange={(value) => form.setFieldValue('consent', value)}
        />
        {consent === 'some' && (
          <TagsInput
            label={text('settings.privacy.ids')}
            description={text('settings.privacy.ids.says')}
            {...inputOf(of, 'ids')}
            {...(form.errors.ids && { error: text('settings.wrong.ids') })}
          />
        )}
      </Part>
    </SettingsPage>
  );
}
