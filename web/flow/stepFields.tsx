import { Button, Divider, Group, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconFlag, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { objectKey, type Step } from '../../src/flow/flow.ts';
import { useSession } from '../app/session.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { useText } from '../parts/useText.ts';
import { AfterFields, Pushes } from './afterFields.tsx';
import { dialogsOn } from './dialogsOn.ts';
import { useDrawing } from './drawing.ts';
import { renameStep } from './editFlow.ts';
import styles from './flow.module.css';
import { type ErrorAt, orNothing } from './formProps.ts';
import { LeadBadges } from './leadBadges.tsx';
import { problemWords } from './problemWords.ts';
import { StepForm } from './stepForm.tsx';

type StepFieldsProps = {
  step: Step;
  stepId: string | undefined;
  /** Called before the step gets a new key. */
  onRename: (key: string) => void;
};

/** All that can be said of one step. */
export function StepFields({ step, stepId, onRename }: StepFieldsProps) {
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
      <Standing step={step} />
      <TextInput
        label={text('flow.form.title')}
        placeholder={text(`flow.kind.${step.kind}`)}
        maxLength={200}
        value={step.title ?? ''}
        onChange={({ currentTarget }) => change({ ...step, title: orNothing(currentTarget.value) }, 'title')}
      />
      <KeyField step={step} onRename={onRename} />
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

/** Who stands on the step, and the bot's start, which may be put here. */
function Standing({ step }: { step: Step }) {
  const text = useText();
  const { may } = useSession();
  const { bot, flow, counters, published, start, setStart, locked } = useDrawing();
  const count = counters[step.key] ?? 0;
  const place = `${flow.key}/${step.key}`;
  const mayStart = !locked && published.has(step.key) && start !== place;
  if (count === 0 && !mayStart) return null;
  return (
    <Group gap="xs">
      {count > 0 && (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconUsers size={15} aria-hidden />}
          {...(may('dialogs') && {
            renderRoot: (props: object) => <Link {...props} {...dialogsOn(bot, place)} />,
          })}
        >
          {text('flow.dialogsHere', { count })}
        </Button>
      )}
      {mayStart && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFlag size={15} aria-hidden />}
          onClick={() => setStart(step.key)}
        >
          {text('flow.startHere')}
        </Button>
      )}
    </Group>
  );
}

/** Dialogs, rules and webhooks hold on to a published step by its key: it stays. */
function KeyField({ step, onRename }: Pick<StepFieldsProps, 'step' | 'onRename'>) {
  const text = useText();
  const { flow, published, change, openStep, select } = useDrawing();
  const [written, setWritten] = useState(step.key);
  const taken = written !== step.key && flow.steps.some(({ key }) => key === written);
  const wrong = !objectKey.safeParse(written).success;
  const rename = (): void => {
    if (written === step.key || taken || wrong) return;
    onRename(written);
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
