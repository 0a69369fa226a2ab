import { Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import type { ApiMarks } from '../../src/api/contractOperators.ts';
import { ApiFailure, sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { remember, remembered } from '../parts/memory.ts';
import { useText } from '../parts/useText.ts';
import { Chat } from './chat.tsx';
import { ChatHead } from './chatHead.tsx';
import type { ChatToggles } from './chatLines.ts';
import styles from './dialogs.module.css';
import { ListColumn } from './listColumn.tsx';
import { type ListQuery, readListQuery } from './listQuery.ts';
import { Panel } from './panel.tsx';
import { useDialog, useFreshDialog } from './useDialog.ts';
import { useCounters, useDialogList } from './useDialogList.ts';
import { usePatch } from './usePatch.ts';

/** The operators' screen: the list, the conversation, the lead. On a phone one of the three at a time. */
export function Dialogs() {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { dialogId = null } = useParams({ strict: false });
  const query = readListQuery(useSearch({ strict: false }));
  const list = useDialogList(query);
  const counters = useCounters(query.bot);
  const goTo = (id: string | null, search: ListQuery = query): void =>
    void (id === null
      ? navigate({ to: '/dialogs', search })
      : navigate({ to: '/dialogs/$dialogId', params: { dialogId: id }, search }));
  const { mark } = list;
  const markRead = async (id: string): Promise<void> => {
    mark(id, { unread: false });
    // Whether it was noted shows in the counters.
    await sendJson('POST', `/dialogs/${id}/read`, {}).catch(() => undefined);
    await client.invalidateQueries({ queryKey: ['dialogs', 'counters'] });
  };
  const readAll = async (): Promise<void> => {
    await sendJson('POST', '/dialogs/read').catch(() => undefined);
    await client.invalidateQueries({ queryKey: ['dialogs'] });
  };
  return (
    <main className={styles.screen} data-open={dialogId !== null}>
      <h1 className={styles.heading}>{text('dialogs.title')}</h1>
      <ListColumn
        list={list}
        counters={counters}
        query={query}
        open={dialogId}
        onQuery={(next) => goTo(dialogId, next)}
        onReadAll={() => void readAll()}
      />
      {dialogId === null ? (
        <p className={styles.empty}>{text('dialogs.choose')}</p>
      ) : (
        <OpenDialog
          key={dialogId}
          id={dialogId}
          onSeen={() => void markRead(dialogId)}
          onFavourite={(favourite) => mark(dialogId, { favourite })}
          onBack={() => goTo(null)}
        />
      )}
    </main>
  );
}

const togglesKey = 'signalbox.dialogs.toggles';

type OpenDialogProps = {
  id: string;
  onSeen: () => void;
  onFavourite: (favourite: boolean) => void;
  onBack: () => void;
};

function OpenDialog({ id, onSeen, onFavourite, onBack }: OpenDialogProps) {
  const text = useText();
  const client = useQueryClient();
  const { dialog, marks } = useDialog(id);
  const renew = useFreshDialog(id);
  const [toggles, setToggles] = useToggles();
  const [panel, setPanel] = useState(false);
  const show = useCallback(
    (changed: ApiDialog) => {
      client.setQueryData(['dialog', id, 'dialog'], changed);
      renew();
    },
    [client, id, renew],
  );
  const patching = usePatch(id, show, renew);
  const favour = async (favourite: boolean): Promise<void> => {
    client.setQueryData<ApiMarks>(
      ['dialog', id, 'marks'],
      (now) => now && { ...now, unread: false, favourite },
    );
    onFavourite(favourite);
    await sendJson('POST', `/dialogs/${id}/favourite`, { favourite }).catch(renew);
    await client.invalidateQueries({ queryKey: ['dialogs', 'counters'] });
  };
  if (!dialog.data) {
    const gone = dialog.error instanceof ApiFailure && dialog.error.status === 404;
    return (
      <div className={styles.empty}>
        {gone && text('dialogs.gone')}
        {dialog.error && !gone && <ErrorNote error={dialog.error} onRetry={renew} />}
        {!dialog.error && <Loader size="sm" aria-label={text('app.loading')} />}
      </div>
    );
  }
  return (
    <>
      <section className={styles.chat} aria-label={text('dialogs.chat')} data-panel={panel}>
        <ChatHead
          dialog={dialog.data}
          marks={marks}
          toggles={toggles}
          busy={patching.busy}
          onToggles={setToggles}
          onFavourite={(favourite) => void favour(favourite)}
          onStatus={(status) => void patching.patch({ status })}
          onBack={onBack}
          onPanel={() => setPanel(!panel)}
        />
        {patching.error !== null && <ErrorNote error={patching.error} />}
        <Chat dialog={dialog.data} toggles={toggles} renew={renew} onSeen={onSeen} />
      </section>
      <div className={styles.side} data-panel={panel}>
        <Panel
          dialog={dialog.data}
          hidden={marks?.hiddenTracker}
          onChanged={show}
          renew={renew}
          onErased={onBack}
          onClose={() => setPanel(false)}
        />
      </div>
    </>
  );
}

/** What is shown between the messages is remembered for the next dialog and the next day. */
function useToggles(): [ChatToggles, (toggles: ChatToggles) => void] {
  const [toggles, setToggles] = useState<ChatToggles>(() => {
    const kept = remembered(togglesKey) ?? 'money';
    return { automation: kept.includes('automation'), money: kept.includes('money') };
  });
  useEffect(() => {
    const on = [toggles.automation && 'automation', toggles.money && 'money'].filter(Boolean);
    remember(togglesKey, on.join(' '));
  }, [toggles]);
  return [toggles, setToggles];
}
