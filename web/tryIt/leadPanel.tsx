import { Button, Group, Select, Text, TextInput, Title } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ApiTryIt } from '../../src/api/contract.ts';
import { ApiFailure, memberOf, parseJson, readRefusal } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { type CardState, wasTaken } from './demo.ts';
import { type LeadAct, leadBody } from './leadAct.ts';
import { Phone, type PhoneProps } from './phone.tsx';
import styles from './tryIt.module.css';
import type { DemoPlay } from './useDemo.ts';

type LeadPanelProps = Pick<PhoneProps, 'bot' | 'dialog' | 'messages' | 'onStart'> & {
  play: DemoPlay;
  bots: ApiTryIt['bots'];
  refresh: () => void;
};

/** The left column: who the visitor is, and the phone. */
export function LeadPanel({ play, bots, refresh, ...phone }: LeadPanelProps) {
  const text = useText();
  const navigate = useNavigate();
  const { demo } = play;
  // Whichever of the two was called last: the start has an own button, everything else is an act.
  const [latest, setLatest] = useState<'act' | 'start'>('start');
  const act = async (what: LeadAct) => {
    setLatest('act');
    const taken = await play.perform('act', simulatorPath(phone.bot.key), leadBody(demo, what));
    refresh();
    return taken !== null;
  };
  const onStart = async () => {
    setLatest('start');
    await phone.onStart();
  };
  return (
    <section id="phone" className={styles.lead} aria-labelledby="lead-title">
      <Title order={2} size="h4" id="lead-title">
        {text('lead.title')}
      </Title>
      {bots.length > 1 && (
        <Select
          size="sm"
          label={text('lead.bot')}
          data={bots.map(({ key, name }) => ({
            value: key,
            label: name === key ? name : `${name} (${key})`,
          }))}
          value={phone.bot.key}
          allowDeselect={false}
          searchable={bots.length > 8}
          onChange={(bot) => bot !== null && void navigate({ to: '/try', search: { bot } })}
        />
      )}
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          className={styles.name}
          size="sm"
          label={text('lead.name')}
          maxLength={64}
          autoComplete="off"
          value={demo.name}
          onChange={(event) => play.change({ name: event.currentTarget.value })}
        />
        <Button
          variant="default"
          size="sm"
          px="sm"
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={play.becomeAnother}
        >
          {text('lead.another')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" className={styles.ids}>
        {text('lead.chatId', { chatId: demo.chatId })}
        {demo.clickid && ` · ${text('lead.clickid', { clickid: demo.clickid })}`}
      </Text>
      <Phone {...phone} demo={demo} act={act} onStart={onStart} failure={failureOf(demo.cards[latest])} />
    </section>
  );
}

export const simulatorPath = (bot: string): string => `/api/v1/simulator/${encodeURIComponent(bot)}/messages`;

function failureOf(state: CardState | undefined): ApiFailure | null {
  const last = state?.last;
  if (!last || wasTaken(last)) return null;
  const { code, message } = readRefusal(last.body);
  const parameters = memberOf(memberOf(parseJson(last.body), 'error'), 'parameters');
  const detail = parameters === undefined ? '' : ` ${JSON.stringify(parameters)}`;
  return new ApiFailure(last.status, code, message ? message + detail : last.body);
}
