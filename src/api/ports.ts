/** What the control API needs from rooms it may not import; `main.ts` hands it over. */
import type { Instant } from '../base/instant.ts';
import type { Signal } from '../signal/signal.ts';
import type { ApiProcessed } from './contract.ts';

/** A signal that has had its turn, or a dry run of one. */
export type Applied = {
  signalId: string;
  outcome: string;
  reason: string | null;
  dialogId: string | null;
};

export type ApiPorts = {
  now(): Instant;
  /** Accepts a signal durably; resolves with its number after the commit. */
  accept(signal: Signal, lane: number): Promise<string>;
  /** Waits until that signal has had its turn; null after `timeoutMs` (default 10 s). */
  waitForTurn(signalId: string, timeoutMs?: number): Promise<Applied | null>;
  /** Processes a signal against the present state and writes nothing. */
  dryRun(signal: Signal): Promise<ApiProcessed>;
  /** Calls back after each batch of turns, in this process or another; returns how to stop. */
  onTurns(callback: () => void): () => void;
  /** Calls back after each change of the configuration. */
  onConfiguration(callback: () => void): () => void;
};
