import { useEffect, useState } from 'react';
import type { ApiMessage } from '../../src/api/contract.ts';
import { sendJson } from '../parts/api.ts';
import { mediaOf, type Uploaded, uploadFile } from './outFiles.ts';

type About = { how: 'reply' | 'edit'; message: ApiMessage } | null;

export type DraftFile = { key: number; name: string; busy: boolean; uploaded: Uploaded | null };

/** What was begun in a dialog is there when one comes back to it. */
const drafts = new Map<string, string>();
let nextKey = 1;

/** The text and the files that are being written, and their sending: now, later, or in the place of a message. */
export function useSending(dialogId: string, about: About, onSent: () => void) {
  const [draft, setText] = useState(drafts.get(dialogId) ?? '');
  const [items, setItems] = useState<DraftFile[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const setDraft = (text: string): void => {
    setText(text);
    if (about?.how !== 'edit') drafts.set(dialogId, text);
  };
  // A message that is changed is written over; what had been begun comes back behind it.
  useEffect(() => {
    setText(about?.how === 'edit' ? about.message.text : (drafts.get(dialogId) ?? ''));
  }, [about, dialogId]);

  const add = (given: readonly File[]): void => {
    for (const file of given) {
      const key = nextKey++;
      setItems((now) => [...now, { key, name: file.name || 'file', busy: true, uploaded: null }]);
      uploadFile(file).then(
        (uploaded) =>
          setItems((now) => now.map((one) => (one.key === key ? { ...one, busy: false, uploaded } : one))),
        (problem: unknown) => {
          setItems((now) => now.filter((one) => one.key !== key));
          setError(problem);
        },
      );
    }
  };
  const ready =
    !busy &&
    items.every((one) => !one.busy) &&
    (draft.trim() !== '' || (about?.how !== 'edit' && items.length > 0));

  const send = async (at: Date | null): Promise<void> => {
    if (!ready) return;
    setBusy(true);
    setError(null);
    try {
      if (about?.how === 'edit') {
        await sendJson('PATCH', `/dialogs/${dialogId}/messages/${about.message.id}`, { text: draft });
      } else {
        await sendAll(dialogId, draft, items, about?.message.id, at);
        setItems([]);
        setDraft('');
      }
      onSent();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const remove = (key: number): void => setItems((now) => now.filter((one) => one.key !== key));
  return {
    ...{ draft, setDraft, busy, ready, error },
    files: { items, add, remove },
    send: (at: Date | null) => void send(at),
  };
}

/** The text goes with the first of the files. */
async function sendAll(
  dialogId: string,
  draft: string,
  items: readonly DraftFile[],
  replyTo: string | undefined,
  at: Date | null,
): Promise<void> {
  const media = mediaOf(items.flatMap(({ uploaded }) => uploaded ?? []));
  const path = `/dialogs/${dialogId}/${at ? 'scheduled' : 'messages'}`;
  const when = at ? { at: at.toISOString() } : {};
  const words = { text: draft, ...(draft.includes('{{') ? { macros: true } : {}) };
  const first = { ...when, ...(replyTo === undefined ? {} : { replyTo }) };
  const [head, ...rest] = media;
  await sendJson('POST', path, {
    ...first,
    ...(draft.trim() ? words : {}),
    ...(head ? { media: head } : {}),
  });
  for (const one of rest) await sendJson('POST', path, { ...when, media: one });
}
