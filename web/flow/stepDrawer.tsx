import {
  ActionIcon,
  Button,
  Checkbox,
  Divider,
  Fieldset,
  Group,
  Select,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { objectKey, type Step } from '../../src/flow/flow.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import { DurationInput } from './durationInput.tsx';
import { freeKey, removeSteps, renameStep, stepOf } from './editFlow.ts';
import styles from './flow.module.css';
import { type ErrorAt, orNothing } from './formProps.ts';
import { kindIcons } from './kindLook.tsx';
import { LeadBadges } from './leadBadges.tsx';
import { Preview } from './preview.tsx';
import { problemWords } from './problemWords.ts';
import { PushFields } from './pushFields.tsx';
import { StepForm } from './stepForm.tsx';
import { StepPicker } from './stepPicker.tsx';

/** Everything of one step, beside the drawing. */
export function StepDrawer({ stepIds }: { stepIds: Readonly<Record<string, string>> }) {
  const text = useText();
  const { flow, open, openStep, locked, change, select } = useDrawing();
  const step = open === null ? undefined : stepOf(flow, open);
  if (!step) return null;
  const Sign = kindIcons[step.kind];
  const copy = (): void => {
    const key = freeKey(flow, step.key);
    change((now) => ({
      ...now,
      steps: [...now.steps, { ...step, key, at: step.at && [step.at[0] + 48, step.at[1] + 48] }],
    }));
    select([key]);
    openStep(key);
  };
  return (
    <aside className={styles.drawer} aria-label={text('flow.drawer', { step: step.key })}>
      <div className={styles.drawerHead}>
        <span className={styles.kindSign} data-kind={step.kind}>
          <Sign size={16} aria-hidden />
        </span>
        <h2>{text(`flow.kind.${step.kind}`)}</h2>
        {!locked && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text('flow.copyStep')}
              title={text('flow.copyStep')}
              onClick={copy}
            >
              <IconCopy size={17} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={text('flow.removeStep')}
              title={text('flow.removeStep')}
              onClick={() => {
                change((now) => removeSteps(now, new Set([step.key])));
                openStep(null);
              }}
            >
              <IconTrash size={17} aria-hidden />
            </ActionIcon>
          </>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text('flow.close')}
          onClick={() => openStep(null)}
        >
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.drawerBody} tabIndex={0} key={step.key}>
        <Fieldset variant="unstyled" disabled={locked} style={{ display: 'grid', gap: 12, minWidth: 0 }}>
          <Fields step={step} stepId={stepIds[step.key]} />
        </Fieldset>
        <Preview step={step} />
      </div>
    </aside>
  );
}

function Fields({ step, stepId }: { step: Step; stepId: string | undefined }) {
  const text = useText();
  const { changeStep, problems } = useDrawing();
  const own = problems.get(step.key) ?? [];
  const errorAt: ErrorAt = (place) => {
    const found = own.find((one) => one.place === place);
    return found && problemWords(found, text);
  };
  const change = (next: Step, field: string): void =>
    changeStep(step.key, () => next, `${step.key} ${field}`);
  return (
    <>
      <Problems step={step} />
      <LeadBadges step={step.key} all />
      <TextInput
        label={text('flow.form.title')}
        placeholder={text(`flow.kind.${step.kind}`)}
        maxLength={200}
        value={step.title ?? ''}
        onChange={({ currentTarget }) => change({ ...step, title: orNothing(currentTarget.value) }, 'title')}
      />
      <KeyField step={step} />
      {stepId && (
        <Group gap={4}>
          <Text size="xs" c="dimmed">
            stepId: <code>{stepId}</code>
          </Text>
          <CopyButton value={stepId} label={text('flow.copyId')} />
        </Group>
      )}
      <Divider />
      <StepForm step={step} change={change} errorAt={errorAt} />
      <Divider />
      <AfterFields step={step} change={change} errorAt={errorAt} />
      {step.kind !== 'customPush' && <Pushes step={step} change={change} errorAt={errorAt} />}
      <Textarea
        label={text('flow.form.note')}
        description={text('flow.form.noteHint')}
        autosize
        minRows={2}
        maxLength={4000}
        value={step.note ?? ''}
        onChange={({ currentTarget }) => change({ ...step, note: orNothing(currentTarget.value) }, 'note')}
      />
    </>
  );
}

function Problems({ step }: { step: Step }) {
  const text = useText();
  const { problems } = useDrawing();
  const own = problems.get(step.key) ?? [];
  if (own.length === 0) return null;
  const words = new Map(own.map((one) => [problemWords(one, text), one.severity]));
  return (
    <ul className={styles.problems} aria-label={text('flow.problems')}>
      {[...words].map(([said, severity]) => (
        <li key={said} className={styles.mark} data-severity={severity} style={{ display: 'flex' }}>
          <IconAlertTriangle size={15} aria-hidden />
          <span>{said}</span>
        </li>
      ))}
    </ul>
  );
}

/** Dialogs, rules and webhooks hold on to a published step by its key: it stays. */
function KeyField({ step }: { step: Step }) {
  const text = useText();
  const { flow, published, change, openStep, select } = useDrawing();
  const [written, setWritten] = useState(step.key);
  const taken = written !== step.key && flow.steps.some(({ key }) => key === written);
  const wrong = !objectKey.safeParse(written).success;
  const rename = (): void => {
    if (written === step.key || taken || wrong) return;
    change((now) => renameStep(now, step.key, written));
    select([written]);
    openStep(written);
  };
  return (
    <TextInput
      label={text('flow.form.key')}
      description={text(published.has(step.key) ? 'flow.form.keyStays' : 'flow.form.keyHint')}
      readOnly={published.has(step.key)}
      value={written}
      error={wrong ? text('flow.shape.key') : taken ? text('flow.problem.twice') : undefined}
      onChange={({ currentTarget }) => setWritten(currentTarget.value.trim())}
      onBlur={rename}
      onKeyDown={({ key }) => key === 'Enter' && rename()}
    />
  );
}

type PartProps = { step: Step; change: (step: Step, field: string) => void; errorAt: ErrorAt };

const finishes = ['next', 'waiting', 'manual', 'finished'] as const;

/** What happens when the step's own work is done. */
function AfterFields({ step, change, errorAt }: PartProps) {
  const text = useText();
  const branches = step.kind === 'changeFlow' || step.kind === 'abRouter' || step.kind === 'customCondition';
  if (branches && !step.next && !step.delay && !step.finish) return null;
  return (
    <>
      <Select
        label={text('flow.form.finish')}
        data={finishes.map((one) => ({ value: one, label: text(`flow.finish.${one}`) }))}
        value={step.finish ?? 'next'}
        allowDeselect={false}
        onChange={(chosen) => {
          const finish = finishes.find((one) => one === chosen);
          change({ ...step, finish: finish === 'next' ? undefined : finish }, 'finish');
        }}
      />
      <StepPicker
        label={text(step.kind === 'aiReply' ? 'flow.output.met' : 'flow.form.next')}
        value={step.next ?? ''}
        error={errorAt('next')}
        onChange={(next) => change({ ...step, next: orNothing(next) }, 'next')}
      />
      <DurationInput
        label={text('flow.form.delay')}
        description={text('flow.form.delayHint')}
        value={step.delay}
        error={errorAt('delay')}
        onChange={(delay) => change({ ...step, delay }, 'delay')}
      />
      <Checkbox
        label={text('flow.form.stay')}
        checked={step.stay ?? false}
        onChange={({ currentTarget }) =>
          change({ ...step, stay: currentTarget.checked || undefined }, 'stay')
        }
      />
    </>
  );
}

function Pushes({ step, change, errorAt }: PartProps) {
  const text = useText();
  const [shown, setShown] = useState((step.pushes?.length ?? 0) > 0);
  return (
    <>
      <Checkbox
        label={text('flow.form.globalPushes')}
        checked={step.useGlobalPushes ?? false}
        onChange={({ currentTarget }) =>
          change({ ...step, useGlobalPushes: currentTarget.checked || undefined }, 'globalPushes')
        }
      />
      {shown ? (
        <PushFields
          pushes={step.pushes ?? []}
          errorAt={errorAt}
          onChange={(pushes) =>
            step.kind !== 'customPush' &&
            change({ ...step, pushes: pushes.length > 0 ? pushes : undefined }, 'pushes')
          }
        />
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          style={{ justifySelf: 'start' }}
          onClick={() => setShown(true)}
        >
          {text('flow.form.showPushes')}
        </Button>
      )}
    </>
  );
}
