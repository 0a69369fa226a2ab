/** What a refusal says of a form's fields. */
import { ApiFailure } from './api.ts';

/**
 * Field -> what is wrong with it, for `form.setErrors`. `nameOf` turns the server's name of a parameter
 * (`bots.0.name`) into the form's; what it does not know (null) stays in `rest`, to be shown above the form.
 */
export function fieldErrors(
  error: unknown,
  nameOf: (parameter: string) => string | null = (name) => name,
): { fields: Record<string, string>; rest: string[] } {
  if (!(error instanceof ApiFailure)) return { fields: {}, rest: [String(error)] };
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { name, reason } of error.parameters) {
    const field = nameOf(name);
    if (field === null) rest.push(name ? `${name}: ${reason}` : reason);
    else fields[field] = reason;
  }
  return { fields, rest: error.parameters.length === 0 ? [error.message] : rest };
}
