/** What carries effects out into the world; `main.ts` hands the carriers in. */
import type { Instant } from '../base/instant.ts';
import type { AiEffect, Button, ResendPolicy, WebhookEffect, WebhookReport } from '../effect/effect.ts';
import type { AiResult } from '../signal/signal.ts';
import type { AiLead, AiUse } from '../store/store.ts';

/** A stored message effect. */
export type MessageJob = {
  chatId: number;
  text: string;
  buttons: Button[][];
  pin: boolean;
  resend: ResendPolicy;
};

export type MessageReport =
  | { result: 'sent' }
  | { result: 'retry'; reason: string; retryAfterSeconds: number | null }
  | { result: 'failed' | 'blockedByLead' | 'cannotWrite'; reason: string }
  /** It may have arrived: the connection broke after the request was written. */
  | { result: 'uncertain'; reason: string };

/** Taking the row is the delivery (the simulator's phone reads the history). */
export type InstantCarrier = { channel: string; instant: true };

export type MessageCarrier = {
  channel: string;
  instant: false;
  send(job: MessageJob, botId: string): Promise<MessageReport>;
};

/** A stored webhook effect, with what the outcome needs to find its way back. */
export type WebhookJob = WebhookEffect & { lane: number; spaceId: string };

export type WebhookCaller = {
  call(job: WebhookJob, id: string, botId: string): Promise<WebhookReport>;
  /** Seconds until the next attempt after so many; null gives up. */
  retryDelay(attempts: number): number | null;
  readAnswer(
    body: string,
    save: Record<string, string>,
  ): { saved: Record<string, string>; missing: string[] };
};

/** A stored AI effect, with what the outcome needs to find its way back and when it was asked for. */
export type AiJob = AiEffect & { lane: number; spaceId: string; askedAt: Instant };

export type AiJobReport = { result: AiResult; tokens: AiUse; model: string; durationMs: number };

export type AiCaller = {
  /** Ends by itself within some 45 s, and soon after `signal` is aborted. */
  run(job: AiJob, lead: AiLead, signal: AbortSignal): Promise<AiJobReport>;
};
