import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from '@mantine/core';
import {
  type Icon,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconLayoutDashboard,
  IconPlayerPlay,
  IconPlus,
} from '@tabler/icons-react';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import { moveSteps } from './editFlow.ts';
import styles from './flow.module.css';
import { FlowName } from './flowName.tsx';
import type { OpenDialog, View } from './flowScreen.tsx';
import { KindItems } from './kindLook.tsx';
import { layoutAll } from './layout.ts';
import { MoreMenu } from './moreMenu.tsx';
import { StepSearch } from './stepSearch.tsx';
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
        <FlowName flow={flow} />
        <Standing editor={editor} />
      </div>
      <div className={styles.actions}>
        <StepSearch show={show} />
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
        <MoreMenu editor={editor} onOpen={onOpen} onLeave={onLeave} />
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
