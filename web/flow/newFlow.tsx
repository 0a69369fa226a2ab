import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Flow, objectKey } from '../../src/flow/flow.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { keyFrom } from '../settings/keyFrom.ts';
import { copyFlow } from './copyFlow.ts';
import { createFlow, type FlowSummary, loadFlow } from './flowApi.ts';
import { readFlow } from './readFlow.ts';

type NewFlowProps = {
  bot: string;
  taken: readonly FlowSummary[];
  /** The flow that is copied; absent: nothing is drawn yet. */
  from?: FlowSummary;
  onClose: () => void;
};

/** A new flow by its name, empty or a copy. */
export function NewFlow({ bot, taken, from, onClose }: NewFlowProps) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const [ownKey, setOwnKey] = useState(false);
  const keys = taken.map(({ key }) => key);
  const begun = from ? text('flow.copyOf', { name: from.name || from.key }) : '';
  const form = useForm({
    initialValues: { name: begun, key: from ? keyFrom(begun, keys, 'flow') : '' },
    validate: {
      name: (name) => (name.trim() === '' ? text('flow.problem.empty') : null),
      key: (key) => {
        if (!objectKey.safeParse(key).success) return text('flow.shape.key');
        return keys.includes(key) ? text('flow.problem.twice') : null;
      },
    },
  });
  const create = async ({ name, key }: { name: string; key: string }): Promise<void> => {
    try {
      const copied = from && copyFlow(await drawnFlow(bot, from.key), key);
      await createFlow(bot, { key, name: name.trim(), ...(copied && { steps: copied.steps }) });
      await client.invalidateQueries({ queryKey: ['flows', bot] });
      await navigate({ to: `/bots/${encodeURIComponent(bot)}/flows/${encodeURIComponent(key)}` });
    } catch (reason) {
      const { fields, rest } = fieldErrors(reason, text, (name) =>
        name === 'name' || name === 'key' ? name : null,
      );
      form.setErrors(fields);
      setFailure(rest.length > 0 ? reason : null);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={text(from ? 'flow.duplicate' : 'flow.create')}
      closeButtonProps={{ 'aria-label': text('flow.close') }}
    >
      <form onSubmit={form.onSubmit((values) => void create(values))} noValidate>
        <Stack>
          <TextInput
            required
            data-autofocus
            label={text('flow.form.name')}
            {...form.getInputProps('name')}
            onChange={({ currentTarget }) => {
              form.setFieldValue('name', currentTarget.value);
              if (!ownKey) form.setFieldValue('key', keyFrom(currentTarget.value, keys, 'flow'));
            }}
          />
          <TextInput
            required
            label={text('flow.form.key')}
            description={text('flow.form.flowKeyHint')}
            {...form.getInputProps('key')}
            onChange={({ currentTarget }) => {
              setOwnKey(true);
              form.setFieldValue('key', currentTarget.value);
            }}
          />
          {failure !== null && <ErrorNote error={failure} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              {text('flow.cancel')}
            </Button>
            <Button type="submit">{text(from ? 'flow.duplicate' : 'flow.create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** As it is drawn now: the draft where there is one. Throws when it cannot be read. */
export async function drawnFlow(bot: string, key: string): Promise<Flow> {
  const { draft, flow } = await loadFlow(bot, key);
  const drawn = draft ? readFlow(draft) : flow;
  if (!drawn) throw new Error(`the flow ${key} cannot be read`);
  return drawn;
}
