import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { MacroInput } from '../parts/macroInput.tsx';
import type { MacroSource } from '../parts/macroNames.ts';
import { useMacros } from '../parts/useMacros.ts';
import { useText } from '../parts/useText.ts';
import { inputOf } from './findingsUnder.tsx';
import { type Rendered, renderFor } from './renderFor.ts';
import { RowCard } from './rowCard.tsx';
import styles from './settings.module.css';
import { Part, SettingsPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { type PageShape, useSettingsForm } from './useSettingsForm.ts';

type Row = { name: string; value: string };
type Values = { variables: Row[] };

/** Owners write the name as they use it: `variables.regLink`. */
const bare = (name: string): string => name.trim().replace(/^variables\./, '');

const shape: PageShape<Values> = {
  sections: ['variables'],
  read: ({ variables = {} }) => ({
    variables: Object.entries(variables).map(([name, value]) => ({ name, value })),
  }),
  write: ({ variables }, settings) => ({
    ...settings,
    variables: variables.length > 0 ? toRecord(variables) : undefined,
  }),
  placeOf: ([, name = ''], { variables }) => {
    const index = variables.findIndex((row) => bare(row.name) === name);
    const { value } = variables[index] ?? { value: '' };
    return index < 0 ? null : `variables.${index}.${isNameWrong(name) || value === '' ? 'name' : 'value'}`;
  },
};

const isNameWrong = (name: string): boolean => !/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name);

const toRecord = (rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ name, value }) => [bare(name), value]));

export function VariablesPage({ bot, loaded }: PageProps) {
  const text = useText();
  const of = useSettingsForm(bot, loaded, shape);
  const { form } = of;
  const rows = form.values.variables;
  const { source: known, timezone } = useMacros(bot);
  const source: MacroSource = { ...known, variables: toRecord(rows.filter(({ name }) => name)) };
  const lead = useLead(bot);
  return (
    <SettingsPage
      of={of}
      title={text('settings.variables.title')}
      intro={text.template('settings.variables.says')}
    >
      <Select
        label={text('settings.lead')}
        description={text('settings.lead.says')}
        data={lead.choices}
        value={lead.chosen}
        onChange={(value) => lead.choose(value ?? '')}
        allowDeselect={false}
      />
      {rows.map((row, index) => {
        const name = bare(row.name);
        const twice = name !== '' && rows.some((other, at) => at < index && bare(other.name) === name);
        const at = `variables.${index}`;
        return (
          <RowCard
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own until it is saved
            key={index}
            title={name || text('settings.variables.new')}
            onRemove={() => form.removeListItem('variables', index)}
            right={name && <CopyButton value={`{{variables.${name}}}`} label={text('settings.copyMacro')} />}
          >
            <TextInput
              label={text('settings.variables.name')}
              placeholder="regLink"
              required
              {...inputOf(of, `${at}.name`)}
              {...(twice && { error: text('settings.wrong.twice') })}
            />
            <MacroInput
              label={text('settings.variables.value')}
              placeholder="https://partner.com/signup?sub1={{tracker.clickid}}"
              source={source}
              multiline
              minRows={2}
              value={row.value}
              onChange={(value) => form.setFieldValue(`${at}.value`, value)}
              error={form.errors[`${at}.value`]}
            />
            {!form.isDirty(`${at}.value`) &&
              (of.findings.get(`${at}.value`) ?? []).map(({ reason }) => (
                <p key={reason} className={styles.finding}>
                  {reason}
                </p>
              ))}
            <Reads rendered={renderFor(row.value, source, timezone, lead.dialog)} />
          </RowCard>
        );
      })}
      <Group>
        <Button
          variant="light"
          leftSection={<IconPlus size={17} aria-hidden />}
          onClick={() => form.insertListItem('variables', { name: '', value: '' })}
        >
          {text('settings.variables.add')}
        </Button>
      </Group>
      {rows.length === 0 && (
        <Part title={text('settings.variables.example')}>
          <p className={styles.intro}>{text('settings.variables.exampleSays')}</p>
          <code className={styles.rendered}>
            {'regLink = https://partner.com/signup?sub1={{tracker.clickid}}'}
          </code>
        </Part>
      )}
    </SettingsPage>
  );
}

/** What the lead would read. */
function Reads({ rendered }: { rendered: Rendered }) {
  const text = useText();
  if (rendered.text === '' && rendered.missing.length === 0) return null;
  return (
    <div>
      <p className={styles.tight}>
        <small>{text('settings.variables.reads')}</small>
      </p>
      <div className={styles.rendered} data-testid="rendered">
        {rendered.text || '—'}
      </div>
      {rendered.missing.length > 0 && (
        <p className={styles.finding}>
          {text('settings.variables.missing', { names: rendered.missing.join(', ') })}
        </p>
      )}
    </div>
  );
}

/** The sample lead, or one of the bot's latest dialogs. */
function useLead(bot: string) {
  const text = useText();
  const [chosen, choose] = useState('');
  const { data } = useQuery({
    queryKey: ['dialogs', 'sample', bot],
    queryFn: ({ signal }) =>
      getJson<{ items: ApiDialog[] }>(`/dialogs?bot=${encodeURIComponent(bot)}&limit=10`, signal),
    staleTime: 60_000,
  });
  const dialogs = data?.items ?? [];
  return {
    chosen,
    choose,
    dialog: dialogs.find(({ id }) => id === chosen) ?? null,
    choices: [
      { value: '', label: text('settings.lead.sample') },
      ...dialogs.map(({ id, name, username, chatId }) => ({
        value: id,
        label: `${name || username || chatId}${username ? ` (@${username})` : ''}`,
      })),
    ],
  };
}
