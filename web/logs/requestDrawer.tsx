import { Code, Drawer, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ApiRequestDetail } from '../../src/api/contractLogs.ts';
import { useSession } from '../app/session.ts';
import { getJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { dialogAddress } from '../tracker/placeLink.tsx';
import styles from './logs.module.css';
import { OutcomeBadge } from './outcomeBadge.tsx';
import { ReplayBox } from './replayBox.tsx';

/** One request: what came, what became of it, and what would become of it now. */
export function RequestDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const text = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['request', id],
    queryFn: ({ signal }) => getJson<ApiRequestDetail>(`/requests/${id}`, signal),
    enabled: id !== null,
  });
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={text('logs.request', { id: id ?? '' })}
      closeButtonProps={{ 'aria-label': text('logs.close') }}
    >
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader aria-label={text('app.loading')} />}
      {data && <Detail key={data.id} request={data} />}
    </Drawer>
  );
}

function Detail({ request }: { request: ApiRequestDetail }) {
  const text = useText();
  const { may } = useSession();
  const { kind, at, method, url, status, outcome, reason, warnings, contentType, body, dialogId } = request;
  const facts = [text(`logs.kinds.${kind}`), momentTime(at, text.language, true), status && String(status)];
  return (
    <Stack gap="sm">
      <Text size="sm">{facts.filter(Boolean).join(' · ')}</Text>
      <div>
        <OutcomeBadge outcome={outcome} />
      </div>
      {reason && <Text size="sm">{text.told(reason)}</Text>}
      {warnings.map((warning) => (
        <Text key={warning} size="sm" className={styles.warning}>
          {text.told(warning)}
        </Text>
      ))}
      {request.text && <Text size="sm">{request.text}</Text>}
      {url && (
        <Raw label={text('logs.raw')}>
          {`${method} ${url}${contentType && `\ncontent-type: ${contentType}`}${body && `\n\n${body}`}`}
        </Raw>
      )}
      {request.entries.length > 0 && (
        <details>
          <summary>{text('logs.entries', { count: request.entries.length })}</summary>
          <Raw label={text('logs.entriesRaw')}>{JSON.stringify(request.entries, null, 2)}</Raw>
        </details>
      )}
      {dialogId !== null && may('dialogs') && (
        <Link to={dialogAddress(dialogId)} className={styles.link}>
          {text('logs.openDialog', { id: dialogId })}
        </Link>
      )}
      {may('write') && (request.replayable || request.assignable) && <ReplayBox request={request} />}
    </Stack>
  );
}

function Raw({ label, children }: { label: string; children: string }) {
  return (
    <Code block className={styles.raw} tabIndex={0} aria-label={label}>
      {children}
    </Code>
  );
}
