import { Alert, Anchor, Button, FileButton, Group, Loader, Text, Title } from '@mantine/core';
import { IconPlus, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useSession } from '../app/session.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { failureWords } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import { besideTaken } from './copyFlow.ts';
import styles from './flow.module.css';
import { createFlow, type FlowSummary, listFlows } from './flowApi.ts';
import { FlowMenu } from './flowMenu.tsx';
import { readFunnelFile } from './funnelFile.ts';
import { NewFlow } from './newFlow.tsx';

/** `/bots/<bot>/flows`: every flow with what stands in it. */
export function FlowsScreen() {
  const text = useText();
  const { bot = '' } = useParams({ strict: false });
  const { may } = useSession();
  const [creating, setCreating] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
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
          {!locked && data && (
            <Import bot={bot} taken={data.items} onDone={() => void refetch()} onSaid={setSaid} />
          )}
          {!locked && (
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setCreating(true)}>
              {text('flow.create')}
            </Button>
          )}
        </Group>
      </Group>
      {said && (
        <Alert
          mt="sm"
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
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader role="status" mt="md" aria-label={text('app.loading')} />}
      {data?.items.length === 0 && (
        <Text c="dimmed" mt="md">
          {text('flow.none')}
        </Text>
      )}
      {data && data.items.length > 0 && (
        <FlowTable
          {...{ bot, locked }}
          flows={data.items}
          onFail={(words) => setSaid({ good: false, words })}
        />
      )}
      {creating && <NewFlow bot={bot} taken={data?.items ?? []} onClose={() => setCreating(false)} />}
    </main>
  );
}

type Said = { good: boolean; words: string };

type FlowTableProps = {
  bot: string;
  flows: readonly FlowSummary[];
  locked: boolean;
  onFail: (reason: string) => void;
};

function FlowTable({ bot, flows, locked, onFail }: FlowTableProps) {
  const text = useText();
  const { may } = useSession();
  const mayRead = may('dialogs');
  const number = new Intl.NumberFormat(text.language);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.sheet} aria-label={text('flow.title')} tabIndex={0}>
      <table className={styles.table}>
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
              <td>
                {flow.dialogs > 0 && mayRead ? (
                  <Link
                    to="/dialogs"
                    search={{ bot, filter: `flow = "${flow.key}"` }}
                    aria-label={text('flow.dialogsIn', { count: flow.dialogs, flow: flow.name || flow.key })}
                  >
                    {number.format(flow.dialogs)}
                  </Link>
                ) : (
                  number.format(flow.dialogs)
                )}
              </td>
              <td>
                <FlowMenu {...{ bot, flow, locked, onFail }} all={flows} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type ImportProps = {
  bot: string;
  taken: readonly FlowSummary[];
  onDone: () => void;
  onSaid: (said: Said) => void;
};

/** Every flow of a file becomes a draft; beside a flow that has its key already, under another one. */
function Import({ bot, taken, onDone, onSaid }: ImportProps) {
  const text = useText();
  const reset = useRef<() => void>(null);
  const read = async (file: File): Promise<Said> => {
    const { flows, reason } = await readFunnelFile(await file.text());
    if (!flows)
      return {
        good: false,
        words: reason === 'noFlow' ? text('flow.import.none') : text('flow.import.unreadable', { reason }),
      };
    const free = besideTaken(
      flows,
      taken.map(({ key }) => key),
    );
    for (const { key, name, steps } of free) await createFlow(bot, { key, ...(name && { name }), steps });
    const moved = flows.flatMap(({ key }, n) => {
      const now = free[n]?.key ?? key;
      return now === key ? [] : [text('flow.import.renamed', { from: key, to: now })];
    });
    return { good: true, words: [text('flow.import.done', { count: flows.length }), ...moved].join(' ') };
  };
  const take = async (file: File | null): Promise<void> => {
    if (!file) return;
    try {
      onSaid(await read(file));
    } catch (reason) {
      onSaid({ good: false, words: failureWords(reason, text) });
    }
    // The same file may be chosen again.
    reset.current?.();
    onDone();
  };
  return (
    <FileButton accept=".yaml,.yml,.json" onChange={(file) => void take(file)} resetRef={reset}>
      {({ onClick }) => (
        <Button variant="default" leftSection={<IconUpload size={17} aria-hidden />} onClick={onClick}>
          {text('flow.import')}
        </Button>
      )}
    </FileButton>
  );
}
