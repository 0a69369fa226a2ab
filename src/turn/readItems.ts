/** Makes signals of inbox rows, and reads postbacks by their network's rules. */
import { readPostback } from '../network/network.ts';
import type { Signal } from '../signal/signal.ts';
import type { WaitingSignal } from '../store/store.ts';
import type { Item } from './batch.ts';
import type { Scripts } from './scripts.ts';

/** The payload was written by ourselves in the shape of `Signal`, version 1. */
export const parseSignal = (payload: string): Signal => JSON.parse(payload);

export const readItems = (rows: readonly WaitingSignal[], scripts: Scripts): Item[] =>
  rows.map((row) => readItem(row.id, parseSignal(row.payload), scripts));

export function readItem(id: number, signal: Signal, scripts: Scripts): Item {
  if (signal.kind !== 'postback') return { id, signal, reading: null, postback: null };
  const postback = scripts.postbacks.get(signal.postbackId) ?? null;
  return { id, signal, postback, reading: postback && readPostback(signal.request, postback.network) };
}
