import { Checkbox, TagsInput, TextInput } from '@mantine/core';
import { claimedCondition } from '../../../src/flow/flow.ts';
import { ConditionInput } from '../../parts/conditionInput.tsx';
import { MacroInput } from '../../parts/macroInput.tsx';
import { useText } from '../../parts/useText.ts';
import { useDrawing } from '../drawing.ts';
import { type ErrorAt, type FormProps, orNothing, type StepOf } from '../formProps.ts';
import { AddButton, movedInList, RowBox } from '../rowBox.tsx';
import { StepPicker } from '../stepPicker.tsx';

export function AiReplyForm({ step, change, errorAt }: FormProps<'aiReply'>) {
  const text = useText();
  const { macros } = useDrawing();
  const claimed = step.requires || !step.requirement ? null : claimedCondition(step.requirement);
  return (
    <>
      {(['goal', 'requirement', 'legend', 'extra'] as const).map((key) => (
        <MacroInput
          key={key}
          multiline
          minRows={key === 'goal' ? 3 : 2}
          required={key === 'goal'}
          label={text(`flow.ai.${key}`)}
          description={text(`flow.ai.${key}Hint`)}
          source={macros.source}
          value={step[key] ?? ''}
          error={errorAt(key)}
          onChange={(value) => change({ ...step, [key]: key === 'goal' ? value : orNothing(value) }, key)}
        />
      ))}
      <ConditionInput
        label={text('flow.ai.requires')}
        source={macros.source}
        value={step.requires ?? ''}
        error={errorAt('requires')}
        {...(claimed && { description: text('flow.ai.claimed', { condition: claimed }) })}
        onChange={(requires) => change({ ...step, requires: orNothing(requires) }, 'requires')}
      />
      <TagsInput
        label={text('flow.ai.writes')}
        description={text('flow.ai.writesHint')}
        data={macros.source.fields.map(({ key }) => key)}
        value={step.writes ?? []}
        error={errorAt('writes')}
        onChange={(writes) => change({ ...step, writes: writes.length > 0 ? writes : undefined }, 'writes')}
      />
      <Checkbox
        label={text('flow.ai.skipReply')}
        checked={step.skipReplyWhenMet ?? false}
        onChange={({ currentTarget }) =>
          change({ ...step, skipReplyWhenMet: currentTarget.checked || undefined }, 'skip')
        }
      />
      <Branches step={step} change={change} errorAt={errorAt} />
    </>
  );
}

type Branch = NonNullable<StepOf<'aiReply'>['branches']>[number];

function Branches({ step, change, errorAt }: FormProps<'aiReply'>) {
  const text = useText();
  const branches = step.branches ?? [];
  const set = (next: Branch[], field: string): void =>
    change({ ...step, branches: next.length > 0 ? next : undefined }, field);
  return (
    <>
      {branches.map((branch, b) => (
        <RowBox
          // biome-ignore lint/suspicious/noArrayIndexKey: a title is what is being typed
          key={b}
          title={`${text('flow.form.branch')} ${b + 1}`}
          onRemove={() => set(branches.toSpliced(b, 1), 'list')}
          onMove={(by) => set(movedInList(branches, b, by), 'order')}
        >
          <BranchFields
            branch={branch}
            place={`branches.${b}`}
            errorAt={errorAt}
            onChange={(next) => set(branches.with(b, next), `branches.${b}`)}
          />
        </RowBox>
      ))}
      <AddButton
        label={text('flow.ai.addBranch')}
        onClick={() => set([...branches, { title: '', when: '', next: '' }], 'list')}
      />
    </>
  );
}

type BranchProps = { branch: Branch; onChange: (branch: Branch) => void; place: string; errorAt: ErrorAt };

function BranchFields({ branch, onChange, place, errorAt }: BranchProps) {
  const text = useText();
  const { macros } = useDrawing();
  return (
    <>
      <TextInput
        required
        label={text('flow.form.title')}
        value={branch.title}
        error={errorAt(`${place}.title`)}
        onChange={({ currentTarget }) => onChange({ ...branch, title: currentTarget.value })}
      />
      <MacroInput
        multiline
        minRows={2}
        required
        label={text('flow.ai.when')}
        source={macros.source}
        value={branch.when}
        error={errorAt(`${place}.when`)}
        onChange={(when) => onChange({ ...branch, when })}
      />
      <StepPicker
        label={text('flow.form.next')}
        value={branch.next ?? ''}
        error={errorAt(`${place}.next`) ?? errorAt(place)}
        onChange={(next) => onChange({ ...branch, next: orNothing(next) })}
      />
      <MacroInput
        multiline
        minRows={2}
        label={text('flow.ai.answer')}
        source={macros.source}
        value={branch.answer ?? ''}
        error={errorAt(`${place}.answer`)}
        onChange={(answer) => onChange({ ...branch, answer: orNothing(answer) })}
      />
      <ConditionInput
        label={text('flow.ai.requires')}
        source={macros.source}
        value={branch.requires ?? ''}
        error={errorAt(`${place}.requires`)}
        onChange={(requires) => onChange({ ...branch, requires: orNothing(requires) })}
      />
      <Checkbox
        label={text('flow.ai.return')}
        checked={branch.return ?? false}
        onChange={({ currentTarget }) => onChange({ ...branch, return: currentTarget.checked || undefined })}
      />
      <Checkbox
        label={text('flow.ai.once')}
        checked={branch.once ?? false}
        onChange={({ currentTarget }) => onChange({ ...branch, once: currentTarget.checked || undefined })}
      />
    </>
  );
}
