import { Alert, Button, Group, PasswordInput, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiBotTelegram } from '../../src/api/contract.ts';
import { ApiFailure, sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { loadSettings, settingsKey, settingsPath } from './botSettings.ts';
import { Checklist } from './checklist.tsx';
import { checkWords } from './checkWords.ts';
import styles from './settings.module.css';
import { Part, PlainPage } from './settingsPage.tsx';
import type { PageProps } from './settingsScreen.tsx';
import { telegramKey, telegramPath, useTelegram } from './telegramState.ts';

type Act = { act: 'connect'; token?: string; takeOver?: boolean } | { act: 'check' } | { act: 'disconnect' };

/** Connecting a bot to Telegram, and how it does there. */
export function ConnectionPage({ bot, loaded }: PageProps) {
  const text = useText();
  const client = useQueryClient();
  const atTelegram = loaded.settings.channel === 'telegram';
  const { data, error, refetch } = useTelegram(bot, atTelegram);
  const work = useMutation({
    mutationFn: (act: Act) => doAct(bot, act, atTelegram),
    onSuccess: async (state) => {
      if (state) client.setQueryData<ApiBotTelegram>(telegramKey(bot), (before) => ({ ...before, ...state }));
      await client.invalidateQueries({ queryKey: settingsKey(bot) });
      await client.invalidateQueries({ queryKey: ['bots'] });
    },
  });
  const busy = (act: Act['act']): boolean => work.isPending && work.variables?.act === act;
  const state = data?.state ?? 'notConnected';
  const otherReceiver =
    (work.error instanceof ApiFailure && work.error.code === 'other_webhook') || state === 'otherReceiver';
  return (
    <PlainPage title={text('settings.connection')} intro={text('settings.connection.says')}>
      {data?.alarm && (
        <Alert
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          role="alert"
          title={text('settings.connection.alarm', { at: momentTime(data.alarm.at, text.language) })}
        >
          {checkWords(data.checklist.find(({ code }) => code === data.alarm?.code) ?? data.alarm, text)}
        </Alert>
      )}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {atTelegram && data && <StatePart data={data} busy={busy} act={(act) => work.mutate(act)} />}
      <ConnectPart
        connected={atTelegram && state !== 'notConnected'}
        simulated={!atTelegram}
        busy={busy('connect')}
        otherReceiver={otherReceiver}
        failure={work.error}
        onConnect={(token, takeOver) => work.mutate({ act: 'connect', ...(token && { token }), takeOver })}
      />
      {atTelegram && data && data.checklist.length > 0 && (
        <Part title={text('settings.connection.checklist')}>
          <Checklist data={data} />
        </Part>
      )}
    </PlainPage>
  );
}

/** The first connection of a simulated bot also changes its channel: from then on it talks at Telegram. */
async function doAct(bot: string, act: Act, atTelegram: boolean): Promise<ApiBotTelegram | null> {
  const path = telegramPath(bot);
  if (act.act === 'check') return sendJson<ApiBotTelegram>('POST', `${path}/check`);
  if (act.act === 'disconnect') return sendJson<ApiBotTelegram>('DELETE', path);
  const { token, takeOver = false } = act;
  if (!atTelegram) {
    const { revision, settings } = await loadSettings(bot);
    const moved = { ...settings, channel: 'telegram', token };
    await sendJson('PUT', settingsPath(bot), { revision, settings: moved });
  }
  return sendJson<ApiBotTelegram>('POST', path, { ...(token && { token }), ...(takeOver && { takeOver }) });
}

function StatePart({
  data,
  busy,
  act,
}: {
  data: ApiBotTelegram;
  busy(act: Act['act']): boolean;
  act(act: Act): void;
}) {
  const text = useText();
  const { state, username, name, tokenHint, receives, lastUpdateAt, checkedAt, pausedUntil } = data;
  const [sure, setSure] = useState(false);
  const at = (moment: string): string => momentTime(moment, text.language, true);
  const facts: [string, string | null][] = [
    [text('settings.connection.bot'), username ? `${name} (@${username})` : null],
    [text('settings.connection.token'), tokenHint ? `…${tokenHint}` : null],
    [
      text('settings.connection.receives'),
      state === 'notConnected' ? null : text(`settings.connection.receives.${receives}`),
    ],
    [text('settings.connection.lastUpdate'), lastUpdateAt && at(lastUpdateAt)],
    [text('settings.connection.checked'), checkedAt && at(checkedAt)],
    [text('settings.connection.paused'), pausedUntil && at(pausedUntil)],
  ];
  return (
    <Part title={text(`settings.connection.state.${state}`)}>
      <dl className={styles.facts}>
        {facts.map(([label, value]) =>
          value === null || value === '' ? null : (
            <div key={label} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {state !== 'notConnected' && (
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconRefresh size={17} aria-hidden />}
            loading={busy('check')}
            onClick={() => act({ act: 'check' })}
          >
            {text('settings.connection.check')}
          </Button>
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconPlugConnectedX size={17} aria-hidden />}
            loading={busy('disconnect')}
            onClick={() => (sure ? act({ act: 'disconnect' }) : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {text(sure ? 'settings.connection.disconnectSure' : 'settings.connection.disconnect')}
          </Button>
        </Group>
      )}
    </Part>
  );
}

function ConnectPart({
  connected,
  simulated,
  busy,
  otherReceiver,
  failure,
  onConnect,
}: {
  connected: boolean;
  simulated: boolean;
  busy: boolean;
  otherReceiver: boolean;
  failure: unknown;
  onConnect(token: string, takeOver: boolean): void;
}) {
  const text = useText();
  const [token, setToken] = useState('');
  const said = failure instanceof ApiFailure ? failureWords(failure, text) : null;
  return (
    <Part
      title={text(connected ? 'settings.connection.another' : 'settings.connection.connect')}
      intro={text(simulated ? 'settings.connection.simulated' : 'settings.connection.how')}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConnect(token.trim(), false);
        }}
      >
        <Group align="end" gap="xs">
          <PasswordInput
            style={{ flex: 1, minWidth: 220 }}
            label={text('settings.token')}
            placeholder="123456:ABC…"
            autoComplete="off"
            value={token}
            onChange={({ currentTarget }) => setToken(currentTarget.value)}
            error={said}
          />
          <Button type="submit" loading={busy} disabled={token.trim() === ''} mb={said ? 22 : 0}>
            {text('settings.connection.connectDo')}
          </Button>
        </Group>
      </form>
      {failure !== null && said === null && <ErrorNote error={failure} />}
      {otherReceiver && (
        <Alert
          color="orange"
          icon={<IconAlertTriangle aria-hidden />}
          title={text('settings.connection.other')}
        >
          <Text size="sm">{text('settings.connection.otherSays')}</Text>
          <Button
            mt="sm"
            color="orange"
            variant="light"
            loading={busy}
            onClick={() => onConnect(token.trim(), true)}
          >
            {text('settings.connection.takeOver')}
          </Button>
        </Alert>
      )}
    </Part>
  );
}

type Texts = ReturnType<typeof useText>;

/** Why connecting was refused, in words where we know the code; null shows the failure as it came. */
function failureWords({ code, parameters, message }: ApiFailure, text: Texts): string | null {
  if (code === 'changed_meanwhile') return text('settings.connection.again');
  const words = text.or(`settings.refusal.${code}`, '');
  if (words !== '') return words;
  const reason = parameters.map((one) => text.wrong(one.reason)).join('; ');
  return reason || (code === 'unreachable' ? null : text.wrong(message));
}
