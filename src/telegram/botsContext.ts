import type { Instant } from '../base/instant.ts';
import type { Database } from '../store/store.ts';

/** What holding bots takes. */
export type BotsContext = {
  database: Database;
  sealer: { open(sealed: string, context: string): string; derive(label: string): string };
  /** TELEGRAM_API_ROOT. */
  apiRoot: string;
  /** How the outside reaches us: an https address means webhooks, any other polling. */
  publicUrl: string;
  now(): Instant;
  log(level: 'info' | 'warn' | 'error', facts: Record<string, unknown>, text: string): void;
  onProblem(error: unknown): void;
  /** Signals of these lanes are in the inbox. */
  onReceived(lanes: readonly number[]): void;
};
