import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useBots } from '../app/breadcrumb.tsx';
import { failureWords } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import type { FlowSummary } from './flowApi.ts';
import { download, writeFunnelFile } from './funnelFile.ts';
import { drawnFlow, NewFlow } from './newFlow.tsx';
import { RemoveFlowDialog } from './removeFlowDialog.tsx';

type FlowMenuProps = {
  bot: string;
  flow: FlowSummary;
  all: readonly FlowSummary[];
  locked: boolean;
  onFail: (reason: string) => void;
};

/** What can be done to a flow without opening it. */
export function FlowMenu({ bot, flow, all, locked, onFail }: FlowMenuProps) {
  const text = useText();
  const bots = useBots();
  const [asked, setAsked] = useState<'copy' | 'remove' | null>(null);
  const save = async (): Promise<void> => {
    try {
      const known = bots.find(({ key }) => key === bot);
      const about = { key: bot, name: known?.name ?? bot, channel: known?.channel ?? 'simulator' };
      download(`${bot}-${flow.key}.yaml`, await writeFunnelFile(about, await drawnFlow(bot, flow.key)));
    } catch (reason) {
      onFail(failureWords(reason, text));
    }
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${text('flow.more')}: ${flow.name || flow.key}`}
          >
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => void save()}>
            {text('flow.export')}
          </Menu.Item>
          <Menu.Item
            disabled={locked}
            leftSection={<IconCopy size={16} aria-hidden />}
            onClick={() => setAsked('copy')}
          >
            {text('flow.duplicate')}
          </Menu.Item>
          <Menu.Item
            color="red"
            disabled={locked}
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsked('remove')}
          >
            {text('flow.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'copy' && <NewFlow bot={bot} taken={all} from={flow} onClose={() => setAsked(null)} />}
      {asked === 'remove' && <RemoveFlowDialog bot={bot} flow={flow} onClose={() => setAsked(null)} />}
    </>
  );
}
