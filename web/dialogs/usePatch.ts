import { useState } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import { sendJson } from '../parts/api.ts';

/** What may be changed of a dialog by hand; as the API takes it. */
export type DialogChange = {
  step?: string;
  status?: string;
  fields?: Record<string, string | number | string[] | null>;
  addTags?: string[];
  removeTags?: string[];
  manager?: string | null;
};

export type Patching = {
  busy: boolean;
  error: unknown;
  /** Answers whether it was done; what was wrong stays in `error` until the next change. */
  patch(change: DialogChange): Promise<boolean>;
};

/** Changes a dialog; the answer is shown as soon as it is there. */
export function usePatch(
  dialogId: string,
  onChanged: (dialog: ApiDialog) => void,
  renew: () => void,
): Patching {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  return {
    ...{ busy, error },
    patch: async (change) => {
      setBusy(true);
      setError(null);
      try {
        const answer = await sendJson<ApiDialog | { accepted: true }>(
          'PATCH',
          `/dialogs/${dialogId}`,
          change,
        );
        if ('id' in answer) onChanged(answer);
        else renew();
        return true;
      } catch (problem) {
        setError(problem);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
