import {
  ActionIcon,
  Alert,
  Anchor,
  Button,
  FileButton,
  Group,
  Loader,
  Menu,
  Modal,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDots, IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { objectKey } from '../../src/flow/flow.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { keyFrom } from '../settings/keyFrom.ts';
import styles from './flow.module.css';
import { createFlow, type FlowSummary, listFlows, loadFlow } from './flowApi.ts';
import { download, readFunnelFile, writeFunnelFile } from './funnelFile.ts';

/** `/bots/<bot>/flows`: every flow with what stands in it. */
export function FlowsScreen() {
  const text = useText();
  const { bot = '' } = useParams({ strict: false });
  const { may } = useSession();
  const [creating, setCreating] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['flows', bot],
    queryFn: ({ signal }) => listFlows(bot, signal),
  });
  const locked = !may('settings');
  return (
    <main className={styles.page}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {text('flow.title')}
        </Title>
        <Group gap="xs">
          {!locked && <Import bot={bot} onDone={() => void refetch()} />}
          {!locked && (
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setCreating(true)}>
              {text('flow.create')}
            </Button>
          )}
        </Group>
      </Group>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader role="status" mt="md" aria-label={text('app.loading')} />}
      {data?.items.length === 0 && (
        <Text c="dimmed" mt="md">
          {text('flow.none')}
        </Text>
      )}
      {data && data.items.length > 0 && <FlowTable bot={bot} flows={data.items} />}
      {creating && <NewFlow bot={bot} taken={data?.items ?? []} onClose={() => setCreating(false)} />}
    </main>
  );
}

function FlowTable({ bot, flows }: { bot: string; flows: readonly FlowSummary[] }) {
  const text = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.sheet} aria-label={text('flow.title')} tabIndex={0}>
      <table className={styles.table} style={{ minWidth: 560 }}>
        <thead>
          <tr>
            <th scope="col">{text('flow.column.flow')}</th>
            <th scope="col">{text('flow.column.state')}</th>
            <th scope="col">{text('flow.column.steps')}</th>
            <th scope="col">{text('flow.column.dialogs')}</th>
            <th scope="col">
              <span style={{ position: 'absolute', clipPath: 'inset(50%)' }}>{text('flow.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={flow.key}>
              <td>
                <Anchor
                  component={Link}
                  to={`/bots/${encodeURIComponent(bot)}/flows/${encodeURIComponent(flow.key)}`}
                  fw={600}
                >
                  {flow.name || flow.key}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {flow.key}
                </Text>
              </td>
              <td>
                <Group gap={4}>
                  {flow.published && (
                    <span className={styles.standing} data-live>
                      {text('flow.published')}
                    </span>
                  )}
                  {flow.draft && (
                    <span className={styles.standing} data-live={false}>
                      {text(flow.published ? 'flow.draftOver' : 'flow.draft')}
                    </span>
                  )}
                </Group>
              </td>
              <td>{flow.steps}</td>
              <td>{new Intl.NumberFormat(text.language).format(flow.dialogs)}</td>
              <td>
                <FlowMenu bot={bot} flow={flow} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FlowMenu({ bot, flow }: { bot: string; flow: FlowSummary }) {
  const text = useText();
  const bots = useBots();
  const save = async (): Promise<void> => {
    const detail = await loadFlow(bot, flow.key);
    const drawn = detail.flow;
    if (!drawn) return;
    const known = bots.find(({ key }) => key === bot);
    const about = { key: bot, name: known?.name ?? bot, channel: known?.channel ?? 'simulator' };
    download(`${bot}-${flow.key}.yaml`, await writeFunnelFile(about, drawn));
  };
  return (
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
        <Menu.Item
          disabled={!flow.published}
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void save()}
        >
          {text('flow.export')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

type NewFlowProps = { bot: string; taken: readonly FlowSummary[]; onClose: () => void };

function NewFlow({ bot, taken, onClose }: NewFlowProps) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const [ownKey, setOwnKey] = useState(false);
  const form = useForm({
    initialValues: { name: '', key: '' },
    validate: {
      name: (name) => (name.trim() === '' ? text('flow.problem.empty') : null),
      key: (key) => {
        if (!objectKey.safeParse(key).success) return text('flow.shape.key');
        return taken.some((one) => one.key === key) ? text('flow.problem.twice') : null;
      },
    },
  });
  const create = async ({ name, key }: { name: string; key: string }): Promise<void> => {
    try {
      await createFlow(bot, { key, name: name.trim() });
      await client.invalidateQueries({ queryKey: ['flows', bot] });
      await navigate({ to: `/bots/${encodeURIComponent(bot)}/flows/${encodeURIComponent(key)}` });
    } catch (reason) {
      const { fields, rest } = fieldErrors(reason, (name) =>
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
      title={text('flow.create')}
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
              if (!ownKey)
                form.setFieldValue(
                  'key',
                  keyFrom(
                    currentTarget.value,
                    taken.map(({ key }) => key),
                    'flow',
                  ),
                );
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
            <Button type="submit">{text('flow.create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Every flow of a file becomes a draft; a flow that is there already keeps its own. */
function Import({ bot, onDone }: { bot: string; onDone: () => void }) {
  const text = useText();
  const [said, setSaid] = useState<{ good: boolean; words: string } | null>(null);
  const take = async (file: File | null): Promise<void> => {
    if (!file) return;
    const read = await readFunnelFile(await file.text());
    if (!read.flows) {
      setSaid({ good: false, words: read.reason === 'noFlow' ? text('flow.import.none') : read.reason });
      return;
    }
    try {
      for (const { key, name, steps } of read.flows) {
        await createFlow(bot, { key, ...(name && { name }), steps });
      }
      setSaid({ good: true, words: text('flow.import.done', { count: read.flows.length }) });
    } catch (reason) {
      setSaid({ good: false, words: reason instanceof Error ? reason.message : String(reason) });
    }
    onDone();
  };
  return (
    <>
      <FileButton accept=".yaml,.yml,.json" onChange={(file) => void take(file)}>
        {({ onClick }) => (
          <Button variant="default" leftSection={<IconUpload size={17} aria-hidden />} onClick={onClick}>
            {text('flow.import')}
          </Button>
        )}
      </FileButton>
      {said && (
        <Alert
          p="xs"
          color={said.good ? 'teal' : 'red'}
          role="status"
          withCloseButton
          closeButtonLabel={text('flow.close')}
          onClose={() => setSaid(null)}
        >
          {said.words}
        </Alert>
      )}
    </>
  );
}
