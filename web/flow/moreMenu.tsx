import { ActionIcon, FileButton, Menu } from '@mantine/core';
import {
  IconBellRinging,
  IconDots,
  IconDownload,
  IconHistory,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useBots } from '../app/breadcrumb.tsx';
import { Confirm } from '../company/confirm.tsx';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import styles from './flow.module.css';
import { discardDraft } from './flowApi.ts';
import type { OpenDialog } from './flowScreen.tsx';
import { download, readFunnelFile, writeFunnelFile } from './funnelFile.ts';
import { type FlowEditor, isPublished } from './useFlowEditor.ts';

type MoreProps = { editor: FlowEditor; onOpen: (dialog: OpenDialog) => void; onLeave: () => void };

/** What is seldom done to a flow. */
export function MoreMenu({ editor, onOpen, onLeave }: MoreProps) {
  const text = useText();
  const bots = useBots();
  const { change, locked } = useDrawing();
  const [reason, setReason] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
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
    const revision = await flush();
    await discardDraft(bot, flow.key, revision ?? draftRevision);
    if (detail.flow) await reload();
    else onLeave();
  };
  const wrong =
    reason === 'noFlow' ? text('flow.import.none') : reason && text('flow.import.unreadable', { reason });
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
              <Menu.Item
                leftSection={<IconBellRinging size={16} aria-hidden />}
                disabled={locked || !detail.flow}
                onClick={() => onOpen('pushes')}
              >
                {text('flow.pushes.title')}
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
                onClick={() => setAsking(true)}
              >
                {text('flow.discard')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </FileButton>
      {asking && (
        <Confirm
          question={text('flow.discard')}
          says={text(detail.flow ? 'flow.discard.says' : 'flow.discard.saysAll')}
          button={text('flow.discard.do')}
          work={discard}
          onClose={() => setAsking(false)}
        />
      )}
      {wrong && (
        <span className={styles.state} data-state="failed" role="alert">
          {wrong}
        </span>
      )}
    </>
  );
}
