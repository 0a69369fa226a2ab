/** Talks to a running server as outside programs do, and checks each answer's shape. */
import { z } from 'zod';
import * as contract from '../../src/api/contract.ts';
import type { App } from './app.ts';

export type Reply = { status: number; body: unknown; headers: Headers };

const applied = z.object({
  changes: z.array(z.object({ action: z.string(), object: z.string(), key: z.string() })),
  bots: z.array(
    z.object({
      key: z.string(),
      id: z.string(),
      webhooks: z.array(z.object({ key: z.string(), id: z.string(), url: z.string() })),
      flows: z.array(
        z.object({ key: z.string(), steps: z.array(z.object({ key: z.string(), id: z.string() })) }),
      ),
    }),
  ),
  campaigns: z.array(z.object({ key: z.string(), url: z.string() })),
  postbacks: z.array(z.object({ key: z.string(), id: z.string(), urls: z.record(z.string(), z.string()) })),
});

export type Applied = z.infer<typeof applied>;

/** How long a story waits for anything before it fails. */
const patienceMs = 20_000;

/** Asks again every 25 ms until `look` answers something else than null; fails after `patience` ms. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | null>,
  patience = patienceMs,
): Promise<Value> {
  const late = Date.now() + patience;
  for (;;) {
    const value = await look();
    if (value !== null) return value;
    if (Date.now() > late) throw new Error(`${what} did not happen within ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export class Client {
  readonly app: Pick<App, 'url' | 'adminKey'>;

  constructor(app: Pick<App, 'url' | 'adminKey'>) {
    this.app = app;
  }

  /** Any address, by its path or whole. */
  async fetch(path: string, init: RequestInit = {}): Promise<Reply> {
    const url = path.startsWith('http') ? path : `${this.app.url}${path}`;
    const response = await fetch(url, { redirect: 'manual', ...init });
    const text = await response.text();
    return { status: response.status, body: asJson(text), headers: response.headers };
  }

  /** The control API, as its owner. */
  api(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.fetch(`/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.app.adminKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private async ask<Shape extends z.ZodType>(
    shape: Shape,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<z.infer<Shape>> {
    const reply = await this.api(method, path, body);
    if (reply.status !== 200) {
      throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    }
    return shape.parse(reply.body);
  }

  apply = (file: unknown): Promise<Applied> => this.ask(applied, 'POST', '/funnel/apply', file);

  async gauge(name: string): Promise<number> {
    const response = await fetch(`${this.app.url}/metrics`);
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(await response.text())?.[1]);
  }

  /** Until everything that was accepted has been applied. */
  async settled(patience?: number): Promise<void> {
    const empty = async () => ((await this.gauge('signalbox_inbox_backlog')) === 0 ? true : null);
    await eventually('an empty inbox', empty, patience);
  }

  /** The simulated lead acts, and its turn is waited for. */
  async acts(bot: string, chatId: number, action: object): Promise<void> {
    const reply = await this.api('POST', `/simulator/${bot}/messages`, { chatId, ...action });
    if (reply.status !== 202) throw new Error(`simulator: ${reply.status} ${JSON.stringify(reply.body)}`);
    await this.settled();
  }

  async advance(bot: string, duration: string): Promise<void> {
    const reply = await this.api('POST', `/simulator/${bot}/clock`, { advance: duration });
    if (reply.status !== 200) throw new Error(`clock: ${reply.status} ${JSON.stringify(reply.body)}`);
  }

  /** A visit of a campaign link that was not given an id; answers the one it got. */
  async click(path: string): Promise<string> {
    const reply = await this.fetch(path);
    const clickid = /start=([\w-]+)/.exec(reply.headers.get('location') ?? '')?.[1];
    if (reply.status !== 302 || !clickid) throw new Error(`click: ${reply.status}`);
    return clickid;
  }

  async findDialog(bot: string, chatId: number): Promise<contract.ApiDialog | null> {
    const page = await this.ask(
      contract.pageOf(contract.dialog),
      'GET',
      `/dialogs?bot=${bot}&chatId=${chatId}`,
    );
    return page.items[0] ?? null;
  }

  async dialog(bot: string, chatId: number): Promise<contract.ApiDialog> {
    const dialog = await this.findDialog(bot, chatId);
    if (!dialog) throw new Error(`${bot} has no dialog with ${chatId}`);
    return dialog;
  }

  async messages(bot: string, chatId: number): Promise<contract.ApiMessage[]> {
    const { id } = await this.dialog(bot, chatId);
    const page = await this.ask(
      contract.pageOf(contract.message),
      'GET',
      `/dialogs/${id}/messages?limit=200`,
    );
    return page.items;
  }

  /** Texts that the lead got or will get. */
  async texts(bot: string, chatId: number): Promise<string[]> {
    const out = (await this.messages(bot, chatId)).filter(({ direction }) => direction === 'out');
    return out.filter(({ state }) => state !== 'cancelled').map(({ text }) => text);
  }

  /** Newest first. */
  async timeline(bot: string, chatId: number): Promise<contract.ApiTimelineItem[]> {
    const { id } = await this.dialog(bot, chatId);
    return (
      await this.ask(contract.pageOf(contract.timelineItem), 'GET', `/dialogs/${id}/timeline?limit=200`)
    ).items;
  }

  async requests(query: string): Promise<contract.ApiRequest[]> {
    const shape = contract.pageOf(contract.requestLogEntry);
    return (await this.ask(shape, 'GET', `/requests?${query}`)).items;
  }

  /** What became of a postback, by the answer it got. */
  async outcomeOf(answer: unknown): Promise<contract.ApiRequest> {
    const { request } = z.object({ request: z.string() }).parse(answer);
    return eventually(`the turn of request ${request}`, async () => {
      const found = await this.requests(`kind=postback&cursor=${Number(request) + 1}&limit=1`);
      return found[0]?.id === request ? found[0] : null;
    });
  }

  dryRun = (postback: string, body: object): Promise<contract.ApiProcessed> =>
    this.ask(contract.processed, 'POST', `/postbacks/${postback}/dry-run`, body);

  replay = (request: string, body: object = {}): Promise<contract.ApiProcessed> =>
    this.ask(contract.processed, 'POST', `/requests/${request}/replay`, body);

  export = async (bot: string): Promise<string> =>
    String((await this.api('GET', `/funnel/export?bot=${bot}`)).body);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
