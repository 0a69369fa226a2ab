import { UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ApiRequest } from '../../src/api/contract.ts';
import { useSession } from '../app/session.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { dialogAddress } from '../tracker/placeLink.tsx';
import styles from './logs.module.css';
import { OutcomeBadge } from './outcomeBadge.tsx';

type LogTableProps = { requests: readonly ApiRequest[]; onOpen: (id: string) => void };

export function LogTable({ requests, onOpen }: LogTableProps) {
  const text = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={text('logs.title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text('logs.at')}</th>
            <th scope="col">{text('logs.what')}</th>
            <th scope="col">{text('logs.outcome')}</th>
            <th scope="col">{text('logs.said')}</th>
            <th scope="col">{text('logs.dialog')}</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <Row key={request.id} request={request} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ request, onOpen }: { request: ApiRequest; onOpen: (id: string) => void }) {
  const text = useText();
  const { may } = useSession();
  const { id, kind, at, method, url, status, outcome, reason, warnings, dialogId, durationMs } = request;
  const said = [...(reason ? [reason] : []), ...warnings];
  return (
    <tr>
      <td className={styles.when}>
        <time dateTime={at}>{momentTime(at, text.language, true)}</time>
      </td>
      <td>
        <UnstyledButton className={styles.open} onClick={() => onOpen(id)}>
          <span className={styles.kind}>{text(`logs.kinds.${kind}`)}</span>
          <span className={styles.url}>{url ? `${method} ${url}` : (request.text ?? '')}</span>
        </UnstyledButton>
      </td>
      <td className={styles.when}>
        <OutcomeBadge outcome={outcome} />
        <div className={styles.small}>
          {[status, `${Math.round(durationMs)} ms`].filter(Boolean).join(' · ')}
        </div>
      </td>
      <td className={styles.said}>
        {said.map((one) => (
          <div key={one}>{text.told(one)}</div>
        ))}
      </td>
      <td>
        {dialogId !== null && may('dialogs') && (
          <Link to={dialogAddress(dialogId)} className={styles.link}>
            {text('logs.openDialog', { id: dialogId })}
          </Link>
        )}
      </td>
    </tr>
  );
}
