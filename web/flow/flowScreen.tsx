import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { Canvas, type Focus } from './canvas.tsx';
import { changeSettings } from './changeSettings.ts';
import { ConflictNote } from './conflictNote.tsx';
import { DrawingContext } from './drawing.ts';
import styles from './flow.module.css';
import { LeaveGuard } from './leaveGuard.tsx';
import { PublishDialog } from './publishDialog.tsx';
import { PushesDialog } from './pushesDialog.tsx';
import { StepDrawer } from './stepDrawer.tsx';
import { StepList } from './stepList.tsx';
import { readStepQuery } from './stepQuery.ts';
import { Toolbar } from './toolbar.tsx';
import { TryDialog } from './tryDialog.tsx';
import { useDrawingOf } from './useDrawingOf.ts';
import { type FlowEditor, useFlowEditor } from './useFlowEditor.ts';
import { useKeys } from './useKeys.ts';
import { VersionsDialog } from './versionsDialog.tsx';

/** `/bots/<bot>/flows/<flow>`: the constructor. */
export function FlowScreen() {
  const text = useText();
  const { bot = '', flow = '' } = useParams({ strict: false });
  // Another flow is another drawing with a history of its own.
  const { editor, error, retry, unreadable } = useFlowEditor(bot, flow);
  if (unreadable) {
    return (
      <div className={styles.empty}>
        <Alert color="red">{text('flow.unreadable')}</Alert>
      </div>
    );
  }
  if (!editor) {
    return (
      <div className={styles.empty}>
        {error ? (
          <ErrorNote error={error} onRetry={retry} />
        ) : (
          <Loader role="status" aria-label={text('app.loading')} />
        )}
      </div>
    );
  }
  return <Constructor key={`${bot}/${flow}`} editor={editor} />;
}

export type View = 'canvas' | 'list';
export type OpenDialog = 'publish' | 'versions' | 'try' | 'pushes' | null;

/** On a phone a drawing is read as a list; as wide as the style sheet says. */
const isNarrow = (): boolean => window.matchMedia('(max-width: 820px)').matches;

function Constructor({ editor }: { editor: FlowEditor }) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { may } = useSession();
  const asked = readStepQuery(useSearch({ strict: false })).step ?? null;
  const [open, setOpen] = useState<string | null>(asked);
  const [focus, setFocus] = useState<Focus>(asked === null ? null : { key: asked, times: 0 });
  const [view, setView] = useState<View>(() => (isNarrow() ? 'list' : 'canvas'));
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [moved, setMoved] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const locked = !may('settings');
  const { bot, refresh } = editor;
  const { key: flowKey } = editor.flow;
  const setStart = useCallback(
    (key: string) => {
      const begin = async (): Promise<void> => {
        await changeSettings(bot, (settings) => ({ ...settings, start: `${flowKey}/${key}` }));
        await Promise.all([refresh(), client.invalidateQueries({ queryKey: ['bot', bot, 'settings'] })]);
      };
      setFailure(null);
      begin().catch(setFailure);
    },
    [bot, flowKey, refresh, client],
  );
  const editPushes = useCallback(() => setDialog('pushes'), []);
  const drawing = useDrawingOf(editor, { locked, open, setOpen, setStart, editPushes });
  const { flow, detail } = editor;
  useKeys(editor, drawing);
  const show = (key: string): void => {
    drawing.select([key]);
    setOpen(key);
    setFocus((now) => ({ key, times: (now?.times ?? 0) + 1 }));
  };
  const published = async (relocated: number): Promise<void> => {
    setDialog(null);
    setMoved(relocated);
    await Promise.all([
      editor.reload(),
      client.invalidateQueries({ queryKey: ['bots'] }),
      client.invalidateQueries({ queryKey: ['flows', editor.bot] }),
      client.invalidateQueries({ queryKey: ['flowVersions', editor.bot] }),
    ]);
  };
  return (
    <DrawingContext value={drawing}>
      <main className={styles.screen}>
        <Toolbar
          {...{ editor, view, setView, show }}
          onOpen={setDialog}
          onLeave={() => void navigate({ to: '/bots/$bot/flows', params: { bot: editor.bot } })}
        />
        <Notes editor={editor} moved={moved} onSeen={() => setMoved(null)} />
        {failure !== null && (
          <div className={styles.notes}>
            <ErrorNote error={failure} />
          </div>
        )}
        <LeaveGuard editor={editor} />
        <div className={styles.body}>
          <div className={styles.stage} data-view={view}>
            {flow.steps.length === 0 ? (
              <div className={styles.empty}>
                <Text c="dimmed">{text('flow.empty')}</Text>
              </div>
            ) : view === 'canvas' ? (
              <Canvas focus={focus} />
            ) : (
              <StepList />
            )}
          </div>
          <StepDrawer stepIds={detail.stepIds} />
        </div>
        {dialog === 'publish' && (
          <PublishDialog
            editor={editor}
            onClose={() => setDialog(null)}
            onDone={(count) => void published(count)}
          />
        )}
        {dialog === 'versions' && <VersionsDialog editor={editor} onClose={() => setDialog(null)} />}
        {dialog === 'pushes' && (
          <PushesDialog
            onClose={() => setDialog(null)}
            onSaved={() => {
              setDialog(null);
              void refresh();
            }}
          />
        )}
        {dialog === 'try' && <TryDialog editor={editor} onClose={() => setDialog(null)} />}
      </main>
    </DrawingContext>
  );
}

type NotesProps = { editor: FlowEditor; moved: number | null; onSeen: () => void };

function Notes({ editor, moved, onSeen }: NotesProps) {
  const text = useText();
  const { conflict, state, failure, flush } = editor;
  if (!conflict && state !== 'failed' && moved === null) return null;
  return (
    <div className={styles.notes}>
      {conflict && <ConflictNote editor={editor} conflict={conflict} />}
      {state === 'failed' && <ErrorNote error={failure} onRetry={() => void flush()} />}
      {moved !== null && (
        <Alert color="teal" role="status">
          <Group justify="space-between">
            <Text size="sm">
              {text('flow.publish.done')} {moved > 0 && text('flow.publish.moved', { count: moved })}
            </Text>
            <Button size="compact-sm" variant="subtle" onClick={onSeen}>
              {text('flow.close')}
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
