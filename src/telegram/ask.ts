import { fail, ok, type Result } from '../base/result.ts';
import { type CallFailure, readFailure } from './botApi.ts';
import { withoutTokens } from './token.ts';

/** A call as a value: what it answered, or what its failure means. */
export async function ask<Value>(call: () => Promise<Value>): Promise<Result<Value, CallFailure>> {
  try {
    return ok(await call());
  } catch (error) {
    return fail(readFailure(error));
  }
}

/** The token is no token of that server's: 401, or 404 for one of the wrong form. Of getMe's failures only. */
export const refusesToken = (failure: CallFailure): boolean =>
  failure.of === 'refused' && (failure.code === 401 || failure.code === 404);

const longestShown = 300;

/** A failure for people; a server's words are cut, and its words never bring the token along. */
export function tellFailure(failure: CallFailure, token: string): string {
  if (failure.of !== 'refused') return failure.reason;
  const words = withoutTokens(String(failure.description).replaceAll(token, '…'));
  return words.replaceAll('\0', '').toWellFormed().slice(0, longestShown).toWellFormed();
}
