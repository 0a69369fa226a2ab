import { Alert, Select, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useBots } from '../app/breadcrumb.tsx';
import { sendJson } from '../parts/api.ts';
import { failureWords } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { Words } from '../parts/words.tsx';
import { type PostbackValues, usualBot, variableName } from './postbackForm.ts';
import styles from './tracker.module.css';
import { useCampaigns, useNetworks } from './trackerApi.ts';
import { UrlLine } from './urlLine.tsx';

/** Base address and the network's parameter make the link that hands our click id on; saved as a variable. */
export function LinkBuilder({ form }: { form: UseFormReturnType<PostbackValues> }) {
  const text = useText();
  const { network, baseUrl, parameter, variable } = form.values;
  const known = useNetworks().data?.items.find(({ key }) => key === network);
  const parameters = known?.clickIdParameters ?? [];
  const all = parameter === null || parameters.includes(parameter) ? parameters : [...parameters, parameter];
  const [asked] = useDebouncedValue(baseUrl.trim(), 300);
  const built = useQuery({
    queryKey: ['registrationLink', network, asked, parameter],
    queryFn: () =>
      sendJson<{ link: string }>('POST', '/postbacks/registration-link', {
        ...{ network, baseUrl: asked },
        ...(parameter !== null && { parameter }),
      }),
    enabled: asked !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const wrong = built.error ? failureWords(built.error, text) : null;
  const base = form.getInputProps('baseUrl');
  const current = asked !== '' && asked === baseUrl.trim();
  return (
    <section className={styles.card}>
      <Title order={2}>{text('tracker.registrationLink')}</Title>
      <p className={styles.intro}>{text('tracker.registrationLinkIntro')}</p>
      <div className={styles.fields} style={{ marginTop: 12 }}>
        <TextInput
          label={text('tracker.baseUrl')}
          placeholder="https://partner.com/signup"
          type="url"
          {...base}
          error={(current && wrong) || base.error}
        />
        <Select
          label={text('tracker.parameterOf')}
          placeholder={parameters[0] ?? 'clickid'}
          data={all}
          clearable
          {...form.getInputProps('parameter')}
        />
        <TextInput
          label={text('tracker.variable')}
          description={text('tracker.variableHint')}
          placeholder="regLink"
          {...form.getInputProps('variable')}
        />
        <VariableBot form={form} />
      </div>
      {current && built.data && (
        <Alert mt="md" color="signal" variant="light" title={text('tracker.builtLink')}>
          <UrlLine url={built.data.link} label={text('tracker.copyLink')} />
          {variableName(variable) && (
            <p className={styles.explained}>
              <Words
                of="tracker.useVariable"
                parts={{ macro: <code>{`{{variables.${variableName(variable)}}}`}</code> }}
              />
            </p>
          )}
        </Alert>
      )}
    </section>
  );
}

/** Whose variable the link becomes; asked only where there is more than one bot that it could be. */
function VariableBot({ form }: { form: UseFormReturnType<PostbackValues> }) {
  const text = useText();
  const bots = useBots();
  const campaigns = useCampaigns().data?.items ?? [];
  const { variable, bot } = form.values;
  if (bot === null && (bots.length < 2 || variable.trim() === '')) return null;
  const usual = usualBot(form.values, bots, campaigns);
  return (
    <Select
      label={text('tracker.variableBot')}
      placeholder={bots.find(({ key }) => key === usual)?.name ?? text('tracker.variableBotChoose')}
      data={bots.map(({ key, name }) => ({ value: key, label: name === key ? name : `${name} (${key})` }))}
      clearable={usual !== ''}
      {...form.getInputProps('bot')}
    />
  );
}
