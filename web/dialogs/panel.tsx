import { ActionIcon, Button, Group, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import type { ApiBot, ApiDialog } from '../../src/api/contract.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { statusWords } from '../tryIt/plainWords.ts';
import styles from './panel.module.css';
import { PanelActions } from './panelActions.tsx';
import { PanelEvents } from './panelEvents.tsx';
import { PanelFields } from './panelFields.tsx';
import { type Patching, usePatch } from './usePatch.ts';

type PanelProps = {
  dialog: ApiDialog;
  /** Tracker fields that are not shown; undefined: that is not known yet. */
  hidden: readonly string[] | undefined;
  onChanged: (dialog: ApiDialog) => void;
  renew: () => void;
  onErased: () => void;
  onClose: () => void;
};

/** Everything that is known of the lead, and what may be done to it by hand. */
export function Panel({ dialog, hidden, onChanged, renew, onErased, onClose }: PanelProps) {
  const text = useText();
  const { may, masked } = useSession();
  const patching = usePatch(dialog.id, onChanged, renew);
  const bot = useBots().find(({ key }) => key === dialog.bot);
  const mayChange = may('reply');
  return (
    <aside className={styles.panel} aria-label={text('dialogs.panel.title')}>
      <Group justify="space-between" wrap="nowrap" className={styles.top}>
        <h2>{text('dialogs.panel.title')}</h2>
        <ActionIcon
          className={styles.close}
          variant="subtle"
          color="gray"
          aria-label={text('dialogs.close')}
          onClick={onClose}
        >
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </Group>
      <Stack gap="lg">
        {!masked && <Who dialog={dialog} bot={bot} />}
        <Stack gap="sm">
          <Status dialog={dialog} patching={patching} mayChange={mayChange} />
          <Step dialog={dialog} bot={bot} patching={patching} mayChange={mayChange} />
          <Tags dialog={dialog} bot={bot} patching={patching} mayChange={mayChange} />
          <Manager dialog={dialog} patching={patching} mayChange={mayChange} />
        </Stack>
        {patching.error !== null && <ErrorNote error={patching.error} />}
        <PanelFields dialog={dialog} bot={bot} patching={patching} mayChange={mayChange} />
        {hidden && <Tracker dialog={dialog} hidden={hidden} />}
        <PanelEvents dialog={dialog} mayChange={mayChange} renew={renew} />
        <PanelActions dialog={dialog} renew={renew} onErased={onErased} />
      </Stack>
    </aside>
  );
}

type PartProps = { dialog: ApiDialog; patching: Patching; mayChange: boolean };

function Who({ dialog, bot }: { dialog: ApiDialog; bot: ApiBot | undefined }) {
  const text = useText();
  const { username, chatId, createdAt } = dialog;
  const began = new Intl.DateTimeFormat(text.language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <dl className={styles.facts}>
      <Fact name={text('dialogs.panel.bot')}>{bot?.name ?? dialog.bot}</Fact>
      {username && <Fact name={text('dialogs.panel.username')}>@{username}</Fact>}
      <Fact name="Chat ID">{chatId}</Fact>
      <Fact name={text('dialogs.panel.began')}>{began.format(new Date(createdAt))}</Fact>
    </dl>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A heading with what stands under it. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.part}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

const settable = ['auto', 'waiting', 'manual', 'finished', 'blocked', 'stopped'];

function Status({ dialog, patching, mayChange }: PartProps) {
  const text = useText();
  const names = settable.includes(dialog.status) ? settable : [dialog.status, ...settable];
  return (
    <Select
      size="sm"
      label={text('dialogs.panel.status')}
      data={names.map((value) => ({
        value,
        label: statusWords(text, value),
        disabled: !settable.includes(value),
      }))}
      value={dialog.status}
      allowDeselect={false}
      disabled={!mayChange || patching.busy}
      onChange={(status) => status && status !== dialog.status && void patching.patch({ status })}
    />
  );
}

function Step({ dialog, bot, patching, mayChange }: PartProps & { bot: ApiBot | undefined }) {
  const text = useText();
  const here = dialog.step && dialog.flow ? `${dialog.flow}/${dialog.step.key}` : null;
  const [wanted, setWanted] = useState(here);
  useEffect(() => setWanted(here), [here]);
  const groups = (bot?.flows ?? []).map((flow) => ({
    group: flow.key,
    items: flow.steps.map((step) => ({ value: `${flow.key}/${step.key}`, label: `${flow.key}/${step.key}` })),
  }));
  const isKnown = groups.some(({ items }) => items.some(({ value }) => value === here));
  const data = here && !isKnown ? [{ group: '', items: [{ value: here, label: here }] }, ...groups] : groups;
  return (
    <Stack gap="xs">
      <Select
        size="sm"
        label={text('dialogs.panel.step')}
        placeholder={text('dialogs.panel.noStep')}
        searchable
        data={data}
        value={wanted}
        disabled={!mayChange || patching.busy}
        nothingFoundMessage={text('dialogs.panel.noSuchStep')}
        onChange={setWanted}
      />
      {mayChange && wanted !== null && wanted !== here && (
        <Button
          size="sm"
          variant="light"
          loading={patching.busy}
          onClick={() => void patching.patch({ step: wanted })}
        >
          {text('dialogs.panel.move')}
        </Button>
      )}
    </Stack>
  );
}

function Tags({ dialog, bot, patching, mayChange }: PartProps & { bot: ApiBot | undefined }) {
  const text = useText();
  const change = (tags: string[]): void => {
    const addTags = tags.filter((tag) => !dialog.tags.includes(tag));
    const removeTags = dialog.tags.filter((tag) => !tags.includes(tag));
    if (addTags.length + removeTags.length === 0) return;
    void patching.patch({
      ...(addTags.length > 0 ? { addTags } : {}),
      ...(removeTags.length > 0 ? { removeTags } : {}),
    });
  };
  return (
    <TagsInput
      size="sm"
      label={text('dialogs.panel.tags')}
      placeholder={dialog.tags.length === 0 ? text('dialogs.panel.addTag') : ''}
      data={(bot?.tags ?? []).map(({ key }) => key)}
      value={dialog.tags}
      disabled={!mayChange || patching.busy}
      onChange={change}
    />
  );
}

function Manager({ dialog, patching, mayChange }: PartProps) {
  const text = useText();
  const { name } = useSession();
  const [manager, setManager] = useState(dialog.manager ?? '');
  useEffect(() => setManager(dialog.manager ?? ''), [dialog.manager]);
  const save = (value: string): void => {
    if (value.trim() !== (dialog.manager ?? '')) void patching.patch({ manager: value.trim() || null });
  };
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <TextInput
        size="sm"
        style={{ flex: 1, minWidth: 0 }}
        label={text('dialogs.panel.manager')}
        placeholder={text('dialogs.panel.noManager')}
        value={manager}
        disabled={!mayChange || patching.busy}
        onChange={({ currentTarget }) => setManager(currentTarget.value)}
        onBlur={() => save(manager)}
        onKeyDown={(event) => event.key === 'Enter' && save(manager)}
      />
      {mayChange && dialog.manager !== name && (
        <Button size="sm" variant="default" disabled={patching.busy} onClick={() => save(name)}>
          {text('dialogs.panel.me')}
        </Button>
      )}
    </Group>
  );
}

function Tracker({ dialog, hidden }: { dialog: ApiDialog; hidden: readonly string[] }) {
  const text = useText();
  const shown = Object.entries(dialog.tracker).filter(
    ([key, value]) => value !== '' && !hidden.includes(key),
  );
  return (
    <Part title={text('dialogs.panel.tracker')}>
      {Object.keys(dialog.tracker).length === 0 && (
        <p className={styles.none}>{text('dialogs.panel.organic')}</p>
      )}
      <dl className={styles.facts}>
        {shown.map(([key, value]) => (
          <Fact key={key} name={key}>
            {value}
          </Fact>
        ))}
      </dl>
    </Part>
  );
}
