import { Button, Group, Loader, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiFailure } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { stepChoices, useDrawnBot } from '../settings/botSettings.ts';
import styles from './flow.module.css';
import { type FlowDetail, type FlowSummary, loadFlow, removeFlow } from './flowApi.ts';
import { leadBadges } from './leadWords.ts';
import { orphansIn } from './orphansIn.ts';
import { Warning } from './warning.tsx';

type RemoveFlowDialogProps = { bot: string; flow: FlowSummary; onClose: () => void };

/** Asks before a flow is removed, and where the dialogs go that stand in it. */
export function RemoveFlowDialog({ bot, flow, onClose }: RemoveFlowDialogProps) {
  const text = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['flowRemoval', bot, flow.key],
    queryFn: ({ signal }) => loadFlow(bot, flow.key, signal),
    ...{ gcTime: 0, staleTime: Number.POSITIVE_INFINITY },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('flow.delete.title', { name: flow.name || flow.key })}
      closeButtonProps={{ 'aria-label': text('flow.close') }}
    >
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader role="status" aria-label={text('app.loading')} />}
      {data && <Ask bot={bot} detail={data} onClose={onClose} />}
    </Modal>
  );
}

function Ask({ bot, detail, onClose }: { bot: string; detail: FlowDetail; onClose: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const drawn = useDrawnBot(bot);
  const [orphans, setOrphans] = useState<Record<string, number>>({ ...detail.counters });
  const [relocate, setRelocate] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  // What has only called a step by its name does not lead there again by itself.
  const leading = detail.flow
    ? Object.values(detail.leads).flatMap((leads, n) =>
        leadBadges(
          leads.filter(({ by }) => by !== 'webhook'),
          bot,
          detail.key,
          text,
        ).map((badge) => ({ ...badge, id: `${n} ${badge.id}` })),
      )
    : [];
  const places = stepChoices(drawn).filter(({ group }) => group !== detail.key);
  const go = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await removeFlow(bot, detail.key, { revision: detail.revision, relocate });
      await Promise.all(['bots', 'flows'].map((name) => client.invalidateQueries({ queryKey: [name] })));
      onClose();
    } catch (reason) {
      setBusy(false);
      if (reason instanceof ApiFailure && reason.code === 'dialogs_on_removed_steps') {
        setOrphans(orphansIn(reason));
      } else setFailure(reason);
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm">{text(detail.flow ? 'flow.delete.says' : 'flow.delete.saysDraft')}</Text>
      {leading.length > 0 && (
        <Warning title={text('flow.delete.leading')}>
          <ul className={styles.problems}>
            {leading.map(({ id, words, href }) => (
              <li key={id}>{href === null ? words : <Link to={href}>{words}</Link>}</li>
            ))}
          </ul>
        </Warning>
      )}
      {Object.keys(orphans).length > 0 && (
        <Warning title={text('flow.delete.orphans')}>
          <Stack gap="sm">
            {Object.entries(orphans).map(([key, count]) => (
              <Select
                key={key}
                label={text('flow.publish.orphan', { count, step: key })}
                placeholder={text('flow.pick.none')}
                nothingFoundMessage={text('flow.pick.nothing')}
                data={places}
                searchable
                value={relocate[key] ?? null}
                onChange={(to) => setRelocate({ ...relocate, [key]: to ?? '' })}
              />
            ))}
          </Stack>
        </Warning>
      )}
      {failure !== null && <ErrorNote error={failure} />}
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          {text('flow.cancel')}
        </Button>
        <Button
          color="red"
          loading={busy}
          disabled={leading.length > 0 || Object.keys(orphans).some((key) => !relocate[key])}
          onClick={() => void go()}
        >
          {text('flow.delete.do')}
        </Button>
      </Group>
    </Stack>
  );
}
