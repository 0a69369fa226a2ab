/** What the session library says no by, in the words of our own refusals. */
import { RefusalError, refuse } from '../base/refusal.ts';

/** Which field of a form each of its codes speaks of. */
const fields: ReadonlyMap<string, { name: string; reason: string }> = new Map([
  ['INVALID_EMAIL_OR_PASSWORD', { name: 'password', reason: 'e-mail or password is wrong' }],
  ['INVALID_EMAIL', { name: 'email', reason: 'is no e-mail address' }],
  ['INVALID_PASSWORD', { name: 'password', reason: 'is wrong' }],
  ['CREDENTIAL_ACCOUNT_NOT_FOUND', { name: 'password', reason: 'there is none yet' }],
  ['PASSWORD_TOO_SHORT', { name: 'newPassword', reason: 'is too short' }],
  ['PASSWORD_TOO_LONG', { name: 'newPassword', reason: 'is too long' }],
  ['INVALID_CODE', { name: 'code', reason: 'is wrong' }],
  ['INVALID_BACKUP_CODE', { name: 'code', reason: 'is wrong' }],
  ['TWO_FACTOR_NOT_ENABLED', { name: 'code', reason: 'the second factor is not on' }],
  ['TOTP_NOT_ENABLED', { name: 'code', reason: 'the second factor is not on' }],
  ['TOTP_ALREADY_ENABLED', { name: 'code', reason: 'the second factor is on already' }],
  ['INVALID_TWO_FACTOR_COOKIE', { name: 'code', reason: 'too late: sign in again' }],
  ['TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', { name: 'code', reason: 'too many tries: sign in again' }],
]);

export const tooMany = (retryAfterSeconds: number): RefusalError =>
  new RefusalError(refuse('too_many_requests', { retryAfterSeconds }));

export function refusalOf(response: Response, body: unknown): RefusalError {
  if (response.status === 429) return tooMany(Number(response.headers.get('x-retry-after')) || 60);
  const code = new Map(Object.entries(Object(body))).get('code');
  const field = fields.get(String(code));
  if (field) return new RefusalError(refuse('invalid_parameter', { parameters: [field] }));
  if (response.status === 401) return new RefusalError(refuse('unauthenticated'));
  return new RefusalError(refuse(response.status < 500 ? 'forbidden' : 'internal'));
}
