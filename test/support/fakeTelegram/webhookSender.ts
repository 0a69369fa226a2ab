/** Gives updates to webhooks as the Bot API server does (its WebhookActor.cpp). */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { refusal } from './refusals.ts';
import type { Pending } from './updateQueue.ts';
import type { Bot } from './world.ts';

export type Webhook = {
  /** As the bot set it. */
  url: string;
  /** Where it really is. */
  address: string;
  secret: string;
  maxConnections: number;
};

type Head = { id: number; failures: number; delay: number; wakeAt: number; underWay: boolean };

type Active = Webhook & {
  lastError: { date: number; message: string } | null;
  lastSuccessAt: number;
  underWay: number;
  /** The first update of each queue: only it may be on its way. */
  heads: Map<string, Head>;
  timer: NodeJS.Timeout | null;
  stopped: boolean;
  wake: () => void;
};

/** Every try to give an update to a webhook. */
export type Delivery = { bot: number; updateId: number; at: number; status: number | string };

const longestRetryAfterSeconds = 3600;
const answerTimeoutMs = 60_000;

export type SenderOptions = {
  /** Where a webhook really is; with it any URL may be set. */
  rewriteWebhook: ((url: string) => string) | null;
  /** What a second of waiting before another try is worth: 0.01 makes 2 s 20 ms. */
  retryScale: number;
  now: () => number;
  /** Called after every try. */
  tried: () => void;
};

export class WebhookSender {
  readonly options: SenderOptions;
  readonly deliveries: Delivery[] = [];
  private readonly active = new Map<Bot, Active>();

  constructor(options: SenderOptions) {
    this.options = options;
  }

  webhookOf(bot: Bot): Active | null {
    return this.active.get(bot) ?? null;
  }

  /** The address behind a webhook's URL; refuses what Telegram refuses. */
  resolve(url: string): string {
    const rewrite = this.options.rewriteWebhook;
    if (rewrite) {
      const address = rewrite(url);
      if (!URL.canParse(address)) throw refusal('webhookUrl');
      return address;
    }
    if (!URL.canParse(url)) throw refusal('webhookUrl');
    const { protocol, port } = new URL(url);
    if (protocol !== 'https:') throw refusal('webhookNotHttps');
    if (!['', '443', '80', '88', '8443'].includes(port)) throw refusal('webhookPort');
    return url;
  }

  set(bot: Bot, webhook: Webhook): void {
    this.remove(bot);
    let woken = false;
    // A burst of updates is looked at once.
    const wake = () => {
      if (woken) return;
      woken = true;
      setImmediate(() => {
        woken = false;
        this.send(bot);
      });
    };
    this.active.set(bot, {
      ...webhook,
      lastError: null,
      lastSuccessAt: 0,
      underWay: 0,
      heads: new Map(),
      timer: null,
      stopped: false,
      wake,
    });
    bot.updates.watchers.add(wake);
    wake();
  }

  remove(bot: Bot): void {
    const active = this.active.get(bot);
    if (!active) return;
    active.stopped = true;
    if (active.timer) clearTimeout(active.timer);
    bot.updates.watchers.delete(active.wake);
    this.active.delete(bot);
  }

  stop(): void {
    for (const bot of [...this.active.keys()]) this.remove(bot);
  }

  /** Sends what is due: at most one update of each queue, and after ten seconds without success only one at all. */
  private send(bot: Bot): void {
    const active = this.active.get(bot);
    if (!active || active.stopped) return;
    const now = Date.now();
    const healthy = active.lastSuccessAt + 10_000 >= now;
    const most = healthy ? active.maxConnections : 1;
    let next = Number.POSITIVE_INFINITY;
    for (const [queue, pending] of firsts(bot)) {
      const head = headOf(active, queue, pending, now);
      if (head.underWay) continue;
      if (head.wakeAt > now) next = Math.min(next, head.wakeAt);
      else if (active.underWay < most) void this.give(bot, active, pending, head);
    }
    if (active.timer) clearTimeout(active.timer);
    active.timer = null;
    if (next < Number.POSITIVE_INFINITY) active.timer = setTimeout(() => this.send(bot), next - now);
  }

  private async give(bot: Bot, active: Active, pending: Pending, head: Head): Promise<void> {
    head.underWay = true;
    active.underWay += 1;
    const delivery: Delivery = { bot: bot.me.id, updateId: pending.id, at: Date.now(), status: 'under way' };
    this.deliveries.push(delivery);
    const outcome = await post(active, pending.update);
    delivery.status = outcome.status;
    head.underWay = false;
    active.underWay -= 1;
    this.options.tried();
    if (active.stopped) return;
    if (outcome.error === null) this.succeed(bot, active, pending);
    else this.fail(active, head, outcome.error, outcome.retryAfterSeconds);
    active.wake();
  }

  private succeed(bot: Bot, active: Active, pending: Pending): void {
    active.lastSuccessAt = Date.now();
    active.heads.delete(pending.queue);
    bot.updates.forget(pending.id);
  }

  /** At once after the first failure, then after 2, 4, 8 s up to a random 60-120 s, or when the receiver says. */
  private fail(active: Active, head: Head, message: string, retryAfterSeconds: number): void {
    active.lastError = { date: Math.floor(this.options.now() / 1000), message };
    let wait = Math.min(retryAfterSeconds, longestRetryAfterSeconds);
    if (wait === 0 && head.failures > 0) {
      head.delay = Math.min(60 + Math.random() * 60, head.delay * 2);
      wait = head.delay;
    }
    head.failures += 1;
    head.wakeAt = Date.now() + wait * 1000 * this.options.retryScale;
  }
}

/** The first update that waits in each queue. */
function firsts(bot: Bot): Map<string, Pending> {
  const found = new Map<string, Pending>();
  for (const pending of bot.updates.live()) {
    if (!found.has(pending.queue)) found.set(pending.queue, pending);
  }
  return found;
}

function headOf(active: Active, queue: string, { id }: Pending, now: number): Head {
  const known = active.heads.get(queue);
  if (known?.id === id) return known;
  const head: Head = { id, failures: 0, delay: 1, wakeAt: now, underWay: false };
  active.heads.set(queue, head);
  return head;
}

type Outcome = { status: number | string; error: string | null; retryAfterSeconds: number };

/** Any 2xx is a success; redirects are not followed. */
function post({ address, secret }: Webhook, update: object): Promise<Outcome> {
  const body = JSON.stringify(update);
  const send = address.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const broken = (why: string) =>
      resolve({ status: why, error: 'Webhook connection closed', retryAfterSeconds: 0 });
    const request = send(
      address,
      {
        method: 'POST',
        timeout: answerTimeoutMs,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(secret === '' ? {} : { 'x-telegram-bot-api-secret-token': secret }),
        },
      },
      (response) => {
        response.resume();
        response.on('error', () => broken('reset'));
        response.on('end', () => {
          const { statusCode: status = 0, statusMessage = '' } = response;
          const fine = status >= 200 && status <= 299;
          resolve({
            status,
            error: fine ? null : `Wrong response from the webhook: ${status} ${statusMessage}`,
            retryAfterSeconds: Number(response.headers['retry-after']) || 0,
          });
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error) => broken('code' in error ? String(error.code) : error.message));
    request.end(body);
  });
}
