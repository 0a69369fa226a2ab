/** Calls of /api/auth: signing in, passwords, the second factor, invitations. */
import { ApiFailure, call, memberOf, parseJson, readRefusal } from '../parts/api.ts';

/** The answer, shaped as `src/account` promises; throws `ApiFailure`, which names what is wrong with which field. */
export async function askAuth(path: string, body: object = {}): Promise<unknown> {
  const answer = await call(`/api/auth/${path}`, JSON.stringify(body));
  const read = parseJson(answer.body);
  if (answer.status < 400) return read;
  const { code, message } = readRefusal(answer.body);
  throw new ApiFailure(answer.status, code, message, memberOf(read, 'error') ?? null);
}

export const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.flatMap((one) => (typeof one === 'string' ? [one] : [])) : [];
