/** What carries effects out into the world; `main.ts` hands the carriers in. */
import type { Button, ResendPolicy, WebhookEffect, WebhookReport } from '../effect/effect.ts';

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
