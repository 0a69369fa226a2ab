import {
  Button,
  Group,
  NumberInput,
  PasswordInput,
  Progress,
  Select,
  Slider,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Recognition } from '../../src/flow/flow.ts';
import { getJson } from '../parts/api.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useMacros } from '../parts/useMacros.ts';
import { useText } from '../parts/useText.ts';
import { type AiValues, aiShape, mediaKinds } from './aiValues.ts';
import { Choice } from './choice.tsx';
import { inputOf } from './findingsUnder.tsx';
import styles from './settings.module.css';
import { Part, SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { useSettingsForm } from './useSettingsForm.ts';

export function AiPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, aiShape);
  const { form } = of;
  const { source } = useMacros(bot);
  const { ai } = form.values;
  const own = (path: 'legend' | 'restrictions' | 'fallback') => ({
    source,
    value: ai[path],
    onChange: (value: string) => form.setFieldValue(`ai.${path}`, value),
    error: form.errors[`ai.${path}`],
  });
  return (
    <SettingsPage of={of} title={text('settings.ai')} intro={text('settings.ai.says')}>
      <Switch
        label={text('settings.ai.own')}
        description={text('settings.ai.own.says')}
        {...form.getInputProps('hasAi', { type: 'checkbox' })}
      />
      {form.values.hasAi && (
        <>
          <Part title={text('settings.ai.endpoint')} intro={text('settings.ai.endpoint.says')}>
            <div className={styles.pair}>
              <TextInput
                label={text('settings.ai.baseUrl')}
                placeholder="http://127.0.0.1:11434/v1"
                {...inputOf(of, 'ai.baseUrl')}
              />
              <KeyInput of={of} />
              <TextInput
                label={text('settings.ai.decideModel')}
                description={text('settings.ai.decideModel.says')}
                required
                {...inputOf(of, 'ai.decideModel')}
              />
              <TextInput
                label={text('settings.ai.replyModel')}
                description={text('settings.ai.replyModel.says')}
                required
                {...inputOf(of, 'ai.replyModel')}
              />
            </div>
            <div>
              <Text size="sm" fw={500} id="temperature">
                {text('settings.ai.temperature')}
              </Text>
              <Slider
                aria-labelledby="temperature"
                thumbLabel={text('settings.ai.temperature')}
                min={0}
                max={2}
                step={0.1}
                maw={360}
                mb="lg"
                marks={[
                  { value: 0, label: text('settings.ai.exact') },
                  { value: 2, label: text('settings.ai.free') },
                ]}
                value={ai.temperature === '' ? 0.3 : ai.temperature}
                onChange={(value) => form.setFieldValue('ai.temperature', value)}
              />
            </div>
          </Part>
          <Part title={text('settings.ai.words')}>
            <MacroInput
              label={text('settings.ai.legend')}
              description={text('settings.ai.legend.says')}
              multiline
              minRows={4}
              {...own('legend')}
            />
            <MacroInput
              label={text('settings.ai.restrictions')}
              description={text('settings.ai.restrictions.says')}
              multiline
              {...own('restrictions')}
            />
          </Part>
          <Part title={text('settings.ai.budget')}>
            <NumberInput
              label={text('settings.ai.dailyTokens')}
              description={text('settings.ai.dailyTokens.says')}
              placeholder={text('settings.ai.unlimited')}
              maw={320}
              min={0}
              thousandSeparator=" "
              {...inputOf(of, 'ai.dailyTokens')}
              onChange={(value) => form.setFieldValue('ai.dailyTokens', value === '' ? '' : Number(value))}
            />
            <Usage bot={bot} budget={of.base.ai?.dailyTokens} timezone={of.base.timezone ?? 'UTC'} />
          </Part>
          <Part title={text('settings.ai.disclosure')} intro={text('settings.ai.disclosure.says')}>
            <Choice
              label={text('settings.ai.disclosure')}
              data={[
                { value: 'ready', label: text('settings.ai.disclosure.ready') },
                { value: 'own', label: text('settings.ai.disclosure.own') },
                { value: 'off', label: text('settings.ai.disclosure.off') },
              ]}
              value={ai.discloses}
              onChange={(value) => form.setFieldValue('ai.discloses', value)}
            />
            {ai.discloses === 'own' && (
              <TextInput
                label={text('settings.ai.disclosure.line')}
                required
                {...inputOf(of, 'ai.disclosure')}
              />
            )}
          </Part>
          <Part title={text('settings.ai.failure')}>
            <Select
              label={text('settings.ai.onFailure')}
              description={text('settings.ai.onFailure.says')}
              data={[
                { value: 'error', label: text('settings.ai.onFailure.error') },
                { value: 'manual', label: text('settings.ai.onFailure.manual') },
              ]}
              allowDeselect={false}
              maw={420}
              {...inputOf(of, 'ai.onFailure')}
            />
            <MacroInput
              label={text('settings.ai.fallback')}
              description={text('settings.ai.fallback.says')}
              placeholder={text('settings.ai.fallback.none')}
              {...own('fallback')}
            />
          </Part>
        </>
      )}
      <Part title={text('settings.ai.media')} intro={text('settings.ai.media.says')}>
        <div className={styles.pair}>
          {mediaKinds.map((kind) => (
            <Select
              key={kind}
              label={text(`media.${kind}`)}
              data={ways.map((value) => ({ value, label: text(`settings.ai.media.${value}`) }))}
              placeholder={text('settings.ai.media.standard')}
              clearable
              value={form.values.recognition[kind] || null}
              onChange={(value) => form.setFieldValue(`recognition.${kind}`, value ?? '')}
            />
          ))}
        </div>
      </Part>
    </SettingsPage>
  );
}

const ways: readonly Recognition[] = ['recognise', 'manual', 'skip'];

/** A key is never shown again: what is stored stands as its reference until a new one is typed. */
function KeyInput({ of }: { of: ReturnType<typeof useSettingsForm<AiValues>> }) {
  const text = useText();
  const stored = of.base.ai?.apiKey !== undefined;
  const { dropKey } = of.form.values.ai;
  return (
    <PasswordInput
      label={text('settings.ai.apiKey')}
      autoComplete="off"
      placeholder={stored && !dropKey ? text('settings.ai.apiKey.kept') : ''}
      description={
        stored && (
          <Group component="span" gap={6}>
            {text(dropKey ? 'settings.ai.apiKey.dropped' : 'settings.ai.apiKey.stored')}
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => of.form.setFieldValue('ai.dropKey', !dropKey)}
            >
              {text(dropKey ? 'settings.ai.apiKey.keep' : 'settings.ai.apiKey.drop')}
            </Button>
          </Group>
        )
      }
      {...inputOf(of, 'ai.apiKey')}
    />
  );
}

type UsageRow = { day: string; promptTokens: number; completionTokens: number; calls: number };

/** What the AI has used today, of the bot's own day. */
function Usage({ bot, budget, timezone }: { bot: string; budget: number | undefined; timezone: string }) {
  const text = useText();
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(new Date());
  const { data } = useQuery({
    queryKey: ['ai', 'usage', bot, day],
    queryFn: ({ signal }) =>
      getJson<{ items: UsageRow[] }>(`/ai/usage?bot=${encodeURIComponent(bot)}&day=${day}`, signal),
  });
  if (!data) return null;
  const used = data.items.reduce((sum, one) => sum + one.promptTokens + one.completionTokens, 0);
  const calls = data.items.reduce((sum, one) => sum + one.calls, 0);
  const number = new Intl.NumberFormat(text.language);
  const share = budget ? Math.min(100, (used / budget) * 100) : 0;
  return (
    <div style={{ maxWidth: 420 }}>
      <Text size="sm">
        {text('settings.ai.used', { tokens: number.format(used), calls: number.format(calls) })}
      </Text>
      {budget !== undefined && (
        <Progress
          mt={6}
          value={share}
          color={share >= 100 ? 'red' : share >= 80 ? 'orange' : 'signal'}
          aria-label={text('settings.ai.usedShare')}
        />
      )}
    </div>
  );
}
