import { useState } from 'react';
import { ApiFailure } from '../parts/api.ts';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';

type Form = { setErrors(errors: Record<string, string>): void };

/** Runs what a form asks of the server; its refusals stand at the fields, the rest in `failure`. */
export function useAuthErrors(form: Form) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      const { fields, rest } = fieldErrors(error, text);
      form.setErrors(fields);
      const status = error instanceof ApiFailure ? error.status : 1;
      if (status === 429) setFailure(text('signIn.wrong.tooMany'));
      else if (status === 410) setFailure(text('signIn.wrong.gone'));
      else if (status === 0) setFailure(text('error.unreachable'));
      else if (rest.length > 0) setFailure(rest.join(' '));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run };
}
