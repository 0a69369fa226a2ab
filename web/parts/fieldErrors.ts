/** What a refusal says of a form's fields, in the reader's language. */
import { ApiFailure } from './api.ts';
import type { Texts } from './useText.ts';

/**
 * Field -> what is wrong with it, for `form.setErrors`. `nameOf` turns the server's name of a parameter
 * (`bots.0.name`) into the form's; what it does not know (null) stays in `rest`, to be shown above the form.
 */
export function fieldErrors(
  error: unknown,
  text: Texts,
  nameOf: (parameter: string) => string | null = (name) => name,
): { fields: Record<string, string>; rest: string[] } {
  if (!(error instanceof ApiFailure)) return { fields: {}, rest: [text('error.broke')] };
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { name, reason } of error.parameters) {
    const field = nameOf(name);
    if (field === null) rest.push(name ? `${name}: ${text.told(reason)}` : text.wrong(reason));
    else fields[field] ??= text.wrong(reason);
  }
  return { fields, rest: error.parameters.length === 0 ? [failureWords(error, text)] : rest };
}

/** What went wrong, in one sentence: of a refusal that names parameters the first one's reason. */
export function failureWords(error: unknown, text: Texts): string {
  if (!(error instanceof ApiFailure)) return text('error.broke');
  if (error.status === 0) return text('error.unreachable');
  return text.wrong(error.parameters[0]?.reason ?? error.message);
}

/** What a refusal says of one field; null when it says nothing of it. */
export function reasonFor(error: unknown, name: string, text: Texts): string | null {
  if (!(error instanceof ApiFailure)) return null;
  const found = error.parameters.find((one) => one.name === name);
  return found ? text.wrong(found.reason) : null;
}
