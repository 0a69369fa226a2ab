import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiFailure } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { differenceOf } from './difference.ts';
import { DifferenceView } from './differenceView.tsx';
import { useDrawing } from './drawing.ts';
import styles from './flow.module.css';
import { publishFlow } from './flowApi.ts';
import { orphansIn } from './orphansIn.ts';
import { wholeProblems } from './serverProblems.ts';
import { StepPicker } from './stepPicker.tsx';
import { fullReference } from './target.ts';
import type { FlowEditor } from './useFlowEditor.ts';
import { Warning } from './warning.tsx';

type PublishDialogProps = { editor: FlowEditor; onClose: () => void; onDone: (relocated: number) => void };

/** What publishing would change, how many dialogs lose their step, and where they shall go. */
export function PublishDialog({ editor, onClose, onDone }: PublishDialogProps) {
  const text = useText();
  const { problems, locked } = useDrawing();
  const { flow, published, detail, bot } = editor;
  const form = usePublication(editor, onDone);
  const errors = [...problems.values()].flat().filter(({ severity }) => severity === 'error').length;
  const whole = wholeProblems(editor.findings, text);
  const orphans = Object.entries(form.orphans);
  const [firstStep] = flow.steps;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text('flow.publish.title')}
      closeButtonProps={{ 'aria-label': text('flow.close') }}
    >
      <Stack gap="md">
        {errors > 0 && <Alert color="red">{text('flow.publish.errors', { count: errors })}</Alert>}
        {whole.length > 0 && (
          <Alert color="red" title={text('flow.publish.whole')}>
            <ul className={styles.problems}>
              {whole.map((reason) => (
                <li key={reason}>{text.wrong(reason)}</li>
              ))}
            </ul>
          </Alert>
        )}
        {form.changedMeanwhile && (
          <Warning title={text('flow.publish.changed')}>
            <Checkbox
              label={text('flow.publish.overwrite')}
              checked={form.overwrite}
              onChange={({ currentTarget }) => form.setOverwrite(currentTarget.checked)}
            />
          </Warning>
        )}
        {orphans.length > 0 && (
          <Warning title={text('flow.publish.orphans')}>
            <Stack gap="sm">
              {orphans.map(([key, count]) => (
                <StepPicker
                  key={key}
                  label={text('flow.publish.orphan', { count, step: key })}
                  value={form.relocate[key] ?? ''}
                  onChange={(to) => form.setRelocate({ ...form.relocate, [key]: to })}
                />
              ))}
            </Stack>
          </Warning>
        )}
        {published ? (
          <DifferenceView before={published} after={flow} />
        ) : (
          <Text>{text('flow.publish.first', { count: flow.steps.length })}</Text>
        )}
        {detail.start === null && firstStep && (
          <Checkbox
            label={text('flow.publish.start', { step: firstStep.title || firstStep.key })}
            checked={form.start}
            onChange={({ currentTarget }) => form.setStart(currentTarget.checked)}
          />
        )}
        {form.failure !== null && <ErrorNote error={form.failure} />}
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {text('flow.cancel')}
          </Button>
          <Button
            loading={form.busy}
            disabled={locked || errors > 0 || orphans.some(([key]) => !form.relocate[key])}
            onClick={() => void form.publish(bot)}
          >
            {text('flow.publish.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function usePublication(editor: FlowEditor, onDone: (relocated: number) => void) {
  const { flow, published, detail } = editor;
  // The counters are seconds old: what the server refuses for says it exactly.
  const known = published
    ? Object.fromEntries(
        differenceOf(published, flow).removed.flatMap(({ key }): [string, number][] => {
          const count = detail.counters[key] ?? 0;
          return count > 0 ? [[key, count]] : [];
        }),
      )
    : {};
  const [orphans, setOrphans] = useState<Record<string, number>>(known);
  const [relocate, setRelocate] = useState<Record<string, string>>({});
  const [start, setStart] = useState(true);
  const [changedMeanwhile, setChangedMeanwhile] = useState(false);
  const [overwrite, setOverwrite] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const publish = async (bot: string): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const draftRevision = await editor.flush();
      if (draftRevision === null) throw new Error('not saved');
      const [first] = flow.steps;
      const answer = await publishFlow(bot, flow.key, {
        ...{ revision: detail.revision, draftRevision },
        relocate: Object.fromEntries(
          Object.entries(relocate).map(([key, to]) => [key, fullReference(to, flow.key)]),
        ),
        ...(start && detail.start === null && first && { start: first.key }),
        ...(overwrite && { overwrite }),
      });
      onDone(answer.relocated);
    } catch (reason) {
      if (reason instanceof ApiFailure && reason.code === 'dialogs_on_removed_steps') {
        setOrphans(orphansIn(reason));
      } else {
        if (reason instanceof ApiFailure && reason.code === 'changed_meanwhile') setChangedMeanwhile(true);
        setFailure(reason);
      }
    } finally {
      setBusy(false);
    }
  };
  return {
    orphans,
    relocate,
    setRelocate,
    start,
    setStart,
    changedMeanwhile,
    overwrite,
    setOverwrite,
    busy,
    failure,
    publish,
  };
}
