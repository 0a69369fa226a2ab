/** What carries effects out into the world; `main.ts` hands the carriers in. */
import type { Instant } from '../base/instant.ts';
import type { AiEffect, LaneJob, LaneReport, WebhookEffect, WebhookReport } from '../effect/effect.ts';
import type { AiResult } from '../signal/signal.ts';
import type { AiLead, AiUse } from '../store/store.ts';

/** Taking the row is the delivery (the simulator's phone reads the history). */
export type InstantCarrier = { channel: string; instant: true };

/** Carries what is asked of bots, each in its own lane and at its own pace. */
export type LaneCarrier = {
  channel: string;
  instant: false;
  /** The bots whose lane this process holds at this moment. */
  bots(): readonly string[];
  send(job: LaneJob): Promise<LaneReport>;
  /** A bot's token is refused. */
  onRefusedToken(botId: string, reason: string): void;
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
