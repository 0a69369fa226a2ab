import { Autocomplete, Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import { formatMoney } from '../../src/base/decimal.ts';
import { sendJson } from '../parts/api.ts';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { eventLabelWords, numberedEventWords } from '../tryIt/plainWords.ts';
import styles from './panel.module.css';
import { Part } from './panel.tsx';

type PanelEventsProps = { dialog: ApiDialog; mayChange: boolean; renew: () => void };

const shownAtFirst = 6;

/** What happened to the lead elsewhere, what it comes to, and *Send event*. */
export function PanelEvents({ dialog, mayChange, renew }: PanelEventsProps) {
  const text = useText();
  const [all, setAll] = useState(false);
  const [sending, setSending] = useState(false);
  const events = all ? dialog.events : dialog.events.slice(0, shownAtFirst);
  const older = dialog.events.length - events.length;
  const balance = Object.entries(dialog.balance);
  return (
    <Part title={text('dialogs.panel.events')}>
      <p className={styles.balance}>
        {balance.length === 0
          ? text('dialogs.panel.noMoney')
          : balance.map(([currency, amount]) => (
              <strong key={currency}>{`${formatMoney(amount)} ${currency}`}</strong>
            ))}
      </p>
      <ol className={styles.events}>
        {events.map((event) => (
          <li key={`${event.name}#${event.ordinal}`}>
            <span>
              {numberedEventWords(text, event.name, event.ordinal)}
              {event.reverses &&
                ` · ${text('dialog.reverses', { event: eventLabelWords(text, event.reverses) })}`}
              {event.standing === 'held' && ` · ${text('dialog.held')}`}
            </span>
            <span>{event.cost !== null && `${formatMoney(event.cost)} ${event.currency}`}</span>
            <time dateTime={event.at}>{momentTime(event.at, text.language)}</time>
          </li>
        ))}
      </ol>
      <Group gap="xs">
        {older > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
            {text('dialogs.panel.olderEvents', { count: older })}
          </Button>
        )}
        {mayChange && !sending && (
          <Button size="xs" variant="default" onClick={() => setSending(true)}>
            {text('dialogs.panel.sendEvent')}
          </Button>
        )}
      </Group>
      {sending && (
        <SendEvent
          dialogId={dialog.id}
          onDone={() => {
            setSending(false);
            renew();
          }}
        />
      )}
    </Part>
  );
}

const common = ['registration', 'sale', 'resale', 'withdrawal'];

function SendEvent({ dialogId, onDone }: { dialogId: string; onDone: () => void }) {
  const text = useText();
  const [event, setEvent] = useState({ name: 'registration', cost: '', currency: '', tid: '' });
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const send = async (): Promise<void> => {
    setBusy(true);
    const given = Object.fromEntries(Object.entries(event).filter(([, value]) => value.trim() !== ''));
    try {
      await sendJson('POST', `/dialogs/${dialogId}/events`, given);
      onDone();
    } catch (error) {
      const { fields, rest } = fieldErrors(error, text);
      setWrong({ ...fields, ...(rest.length > 0 ? { name: rest.join(' ') } : {}) });
      setBusy(false);
    }
  };
  const put = (name: keyof typeof event) => (value: string) => setEvent((now) => ({ ...now, [name]: value }));
  return (
    <form
      className={styles.form}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        void send();
      }}
    >
      <Stack gap="xs">
        <Autocomplete
          size="xs"
          label={text('dialogs.event.name')}
          data={common}
          value={event.name}
          error={wrong.name}
          onChange={put('name')}
        />
        <Group gap="xs" grow align="start">
          <TextInput
            size="xs"
            label={text('dialogs.event.cost')}
            inputMode="decimal"
            value={event.cost}
            error={wrong.cost}
            onChange={({ currentTarget }) => put('cost')(currentTarget.value)}
          />
          <TextInput
            size="xs"
            label={text('dialogs.event.currency')}
            placeholder="USD"
            value={event.currency}
            error={wrong.currency}
            onChange={({ currentTarget }) => put('currency')(currentTarget.value)}
          />
        </Group>
        <TextInput
          size="xs"
          label={text('dialogs.event.tid')}
          value={event.tid}
          error={wrong.tid}
          onChange={({ currentTarget }) => put('tid')(currentTarget.value)}
        />
        <Group gap="xs">
          <Button size="xs" type="submit" loading={busy} disabled={!event.name.trim()}>
            {text('dialogs.event.send')}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {text('dialogs.composer.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
