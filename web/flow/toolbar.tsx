import { ActionIcon, Autocomplete, Button, FileButton, Menu, SegmentedControl, Tooltip } from '@mantine/core';
import {
  type Icon,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconDots,
  IconDownload,
  IconHistory,
  IconLayoutDashboard,
  IconPlayerPlay,
  IconPlus,
  IconSearch,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { Flow } from '../../src/flow/flow.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { type Texts, useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import { moveSteps } from './editFlow.ts';
import styles from './flow.module.css';
import { discardDraft } from './flowApi.ts';
import type { OpenDialog, View } from './flowScreen.tsx';
import { download, readFunnelFile, writeFunnelFile } from './funnelFile.ts';
import { KindItems } from './kindLook.tsx';
import { layoutAll } from './layout.ts';
import { gist } from './outputWords.ts';
import { type FlowEditor, isPublished } from './useFlowEditor.ts';

type ToolbarProps = {
  editor: FlowEditor;
  view: View;
  setView: (view: View) => void;
  show: (key: string) => void;
  onOpen: (dialog: OpenDialog) => void;
  onLeave: () => void;
};

export function Toolbar({ editor, view, setView, show, onOpen, onLeave }: ToolbarProps) {
  const text = useText();
  const { locked, add, links, change, height } = useDrawing();
  const { flow, act, past, future } = editor;
  return (
    <header className={styles.toolbar}>
      <div className={styles.titled}>
        <ToolButton label={text('flow.back')} sign={IconChevronLeft} onClick={onLeave} />
        <h1 className={styles.name}>{flow.name || flow.key}</h1>
        <Standing editor={editor} />
      </div>
      <div className={styles.actions}>
        <Search show={show} />
        <ToolButton
          label={`${text('flow.undo')} (Ctrl+Z)`}
          sign={IconArrowBackUp}
          off={past.length === 0}
          onClick={() => act({ do: 'undo' })}
        />
        <ToolButton
          label={`${text('flow.redo')} (Ctrl+Y)`}
          sign={IconArrowForwardUp}
          off={future.length === 0}
          onClick={() => act({ do: 'redo' })}
        />
        <ToolButton
          label={text('flow.layout')}
          sign={IconLayoutDashboard}
          off={locked}
          onClick={() => change((now) => moveSteps(now, layoutAll(now, links, height)))}
        />
        <SegmentedControl
          size="xs"
          aria-label={text('flow.view')}
          data={[
            { value: 'canvas', label: text('flow.view.canvas') },
            { value: 'list', label: text('flow.view.list') },
          ]}
          value={view}
          onChange={(chosen) => setView(chosen === 'list' ? 'list' : 'canvas')}
        />
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              disabled={locked}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {text('flow.createStep')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <KindItems onPick={(kind) => add(kind)} />
          </Menu.Dropdown>
        </Menu>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => onOpen('try')}
        >
          {text('flow.try')}
        </Button>
        <Button size="compact-sm" disabled={locked || isPublished(editor)} onClick={() => onOpen('publish')}>
          {text('flow.publish')}
        </Button>
        <More editor={editor} onOpen={onOpen} onLeave={onLeave} />
      </div>
    </header>
  );
}

type ToolButtonProps = { label: string; sign: Icon; off?: boolean; onClick: () => void };

function ToolButton({ label, sign: Sign, off = false, onClick }: ToolButtonProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={off} onClick={onClick}>
        <Sign size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Whether what is seen is what leads get, and whether it is kept. */
function Standing({ editor }: { editor: FlowEditor }) {
  const text = useText();
  const { published, state } = editor;
  const live = isPublished(editor);
  return (
    <>
      <span className={styles.standing} data-live={live}>
        {text(live ? 'flow.published' : published ? 'flow.draftOver' : 'flow.draft')}
      </span>
      <span className={styles.state} data-state={state} role="status">
        {!live && text(`flow.state.${state}`)}
      </span>
    </>
  );
}

/** A step by a part of its name, key or words. */
function Search({ show }: { show: (key: string) => void }) {
  const text = useText();
  const { flow } = useDrawing();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const names = useMemo(() => new Map(open ? foundSteps(flow, query, text) : []), [open, flow, query, text]);
  return (
    <Autocomplete
      size="xs"
      w={130}
      aria-label={text('flow.search')}
      placeholder={text('flow.search')}
      leftSection={<IconSearch size={14} aria-hidden />}
      data={[...names.keys()]}
      filter={({ options }) => options}
      limit={20}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      value={query}
      onChange={setQuery}
      onOptionSubmit={(name) => {
        const key = names.get(name);
        if (key !== undefined) show(key);
        // The field shows what was chosen otherwise.
        window.setTimeout(() => setQuery(''));
      }}
    />
  );
}

/** Names as they are offered, with the keys they stand for. */
function foundSteps(flow: Flow, query: string, text: Texts): [string, string][] {
  const wanted = query.trim().toLowerCase();
  return flow.steps.flatMap((step): [string, string][] => {
    const kind = text(`flow.kind.${step.kind}`);
    const said = `${step.key} ${step.title ?? ''} ${step.note ?? ''} ${kind} ${gist(step, text)}`;
    if (!said.toLowerCase().includes(wanted)) return [];
    return [[step.title ? `${step.title} · ${step.key}` : step.key, step.key]];
  });
}

type MoreProps = Pick<ToolbarProps, 'editor' | 'onOpen' | 'onLeave'>;

function More({ editor, onOpen, onLeave }: MoreProps) {
  const text = useText();
  const bots = useBots();
  const { change, locked } = useDrawing();
  const [reason, setReason] = useState<string | null>(null);
  const resetFile = useRef<() => void>(null);
  const { flow, bot, detail, draftRevision, reload, flush } = editor;
  const take = async (file: File | null): Promise<void> => {
    if (!file) return;
    const read = await readFunnelFile(await file.text());
    resetFile.current?.();
    const found = read.flows?.find(({ key }) => key === flow.key) ?? read.flows?.[0];
    setReason(found ? null : read.reason);
    if (found) change((now) => ({ ...found, key: now.key }));
  };
  const save = async (): Promise<void> => {
    const known = bots.find(({ key }) => key === bot);
    const about = { key: bot, name: known?.name ?? bot, channel: known?.channel ?? 'simulator' };
    download(`${bot}-${flow.key}.yaml`, await writeFunnelFile(about, flow));
  };
  const discard = async (): Promise<void> => {
    await flush();
    await discardDraft(bot, flow.key, draftRevision);
    if (detail.flow) await reload();
    else onLeave();
  };
  const wrong = reason === 'noFlow' ? text('flow.import.none') : reason;
  return (
    <>
      <FileButton resetRef={resetFile} accept=".yaml,.yml,.json" onChange={(file) => void take(file)}>
        {({ onClick }) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={text('flow.more')}>
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconHistory size={16} aria-hidden />}
                onClick={() => onOpen('versions')}
              >
                {text('flow.versions.title')}
              </Menu.Item>
              <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => void save()}>
                {text('flow.export')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconUpload size={16} aria-hidden />}
                disabled={locked}
                onClick={onClick}
              >
                {text('flow.import')}
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                disabled={locked || isPublished(editor)}
                onClick={() => void discard()}
              >
                {text('flow.discard')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </FileButton>
      {wrong && (
        <span className={styles.state} data-state="failed" role="alert">
          {wrong}
        </span>
      )}
    </>
  );
}
