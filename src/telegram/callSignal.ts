import { assert } from '../base/assert.ts';
import type { BotApi } from './botApi.ts';

type CallSignal = NonNullable<Parameters<BotApi['getUpdates']>[1]>;

/** grammY declares the signals of an older library; all that it does with one is what Node's own can do. */
const isCallSignal = (signal: unknown): signal is CallSignal => signal instanceof AbortSignal;

/** Ends a call of grammY's when it is aborted. */
export function callSignal(signal: AbortSignal): CallSignal {
  const same: unknown = signal;
  assert(isCallSignal(same), 'a signal is an AbortSignal');
  return same;
}
