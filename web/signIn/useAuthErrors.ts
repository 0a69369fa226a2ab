import { useState } from 'react';
import { ApiFailure } from '../parts/api.ts';
import { fieldErrors } from '../parts/fieldErrors.ts';
import type { TextKey } from '../parts/language.ts';
import { useText } from '../parts/useText.ts';

/** What the server says of a field, in the reader's language; what is not here is shown as it came. */
const words: readonly [RegExp, TextKey][] = [
  [/^e-mail or password is wrong/, 'signIn.wrong.both'],
  [/^expected an e-mail address|^is no e-mail/, 'signIn.wrong.email'],
  [/^is taken/, 'signIn.wrong.taken'],
  [/^this invitation is for/, 'signIn.wrong.forOther'],
  [/^expected \d+ characters at least|^is too short/, 'signIn.wrong.short'],
  [/^expected \d+ characters at most|^is too long/, 'signIn.wrong.long'],
  [/^too late|^too many tries/, 'signIn.wrong.late'],
  [/^is wrong/, 'signIn.wrong.wrong'],
  [/^is missing|^Invalid input/, 'signIn.wrong.missing'],
];

type Form = { setErrors(errors: Record<string, string>): void };

/** Runs what a form asks of the server; its refusals stand at the fields, the rest in `failure`. */
export function useAuthErrors(form: Form) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const told = (reason: string): string => {
    const known = words.find(([pattern]) => pattern.test(reason));
    return known ? text(known[1]) : reason;
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      const { fields, rest } = fieldErrors(error);
      form.setErrors(
        Object.fromEntries(Object.entries(fields).map(([name, reason]) => [name, told(reason)])),
      );
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
