/**
 * A Bot API server on loopback, strict where Telegram is and a little stricter where it forgives, with people
 * who act as a test tells them.
 *
 * ```ts
 * const fake = await startFakeTelegram();
 * const bot = fake.addBot({ username: 'shop_bot' });       // { token, id, username }
 * // ... a program talks to fake.root with bot.token ...
 * const ann = fake.lead(bot, { id: 42, firstName: 'Ann' });
 * ann.start('payload');
 * const hello = await ann.waitFor('Hello!');
 * await ann.press('Yes').answered();
 * fake.calls({ bot: bot.id, method: 'sendMessage' });      // every call with what it was answered
 * fake.fault({ method: 'sendMessage', times: 1, answer: { code: 429, parameters: { retry_after: 1 } } });
 * fake.violations();                                       // calls that did not wait as they were told
 * await fake.stop();
 * ```
 *
 * Everything a person does takes effect at once and answers what was sent; only waits are promises. Groups and
 * channels come from `addGroup` and `addChannel`, business accounts from `business`. Time is the machine's
 * unless `now` is given or `advance` moves it. What Telegram has and the fake has not is refused with
 * "(fake)" in the description, never passed over in silence.
 */

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { BusinessBotRights, Chat, User, UserFromGetMe } from '@grammyjs/types';
import { isBotApiPath, serveBotApi } from './botApiServer.ts';
import { serveChatPage } from './chatPage.ts';
import { waitUntil } from './correspondent.ts';
import { connectBusiness, type FakeBusiness, usualRights } from './fakeBusiness.ts';
import { FakePlace, newPlace } from './fakePlace.ts';
import { type Fault, Faults, type Violation } from './faults.ts';
import { Lead } from './lead.ts';
import { type Call, type CallFilter, Ledger } from './ledger.ts';
import { UpdateQueue } from './updateQueue.ts';
import { type Delivery, WebhookSender } from './webhookSender.ts';
import { type Bot, changed, createWorld, type World } from './world.ts';

export type FakeOptions = {
  /** Where a webhook really is; with it a bot may set any URL. */
  rewriteWebhook?: (url: string) => string;
  /** The fake's clock in ms. */
  now?: () => number;
  /** What a second between two tries of a webhook is worth; 0.01 by default, 1 is Telegram's. */
  retryScale?: number;
  /**
   * How long after a 429 a call may have been on its way already, 50 by default: earlier ones are refused but
   * are no violations. Wider where caller and fake share a busy process.
   */
  graceMs?: number;
  /** JSON lines of every call and answer. */
  ledgerFile?: string;
  /** 0: any free port. */
  port?: number;
};

export type FakeBot = { token: string; id: number; username: string };

export type NewBot = { token?: string; username?: string; firstName?: string; business?: boolean };

export type NewPlace = { id?: number; title?: string };

export type NewPerson = {
  id: number;
  firstName?: string;
  lastName?: string;
  username?: string;
  language?: string;
};

export async function startFakeTelegram(options: FakeOptions = {}): Promise<FakeTelegram> {
  const fake = new FakeTelegram(options);
  await fake.listen(options.port ?? 0);
  return fake;
}

export class FakeTelegram {
  readonly world: World;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly sender: WebhookSender;
  private readonly server;
  private shift = 0;
  /** `http://127.0.0.1:port`, for TELEGRAM_API_ROOT. */
  root = '';

  constructor(options: FakeOptions) {
    const clock = options.now ?? Date.now;
    this.world = createWorld(() => clock() + this.shift);
    this.faults = new Faults(options.graceMs ?? 50);
    this.ledger = new Ledger(options.ledgerFile ?? null);
    const { rewriteWebhook = null, retryScale = 0.01 } = options;
    this.sender = new WebhookSender({
      rewriteWebhook,
      retryScale,
      now: this.world.now,
      tried: () => changed(this.world),
    });
    this.server = createServer((request, response) => {
      const serve = isBotApiPath(request.url ?? '') ? serveBotApi : serveChatPage;
      serve(this, request, response).catch(() => response.destroy());
    });
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.server.once('error', fail);
      this.server.listen(port, '127.0.0.1', done);
    });
    const address = this.server.address();
    this.root = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  }

  addBot(given: NewBot = {}): FakeBot {
    const { world } = this;
    const id = given.token ? Number(given.token.split(':')[0]) : 7_000_000_000 + world.next('bot');
    const token = given.token ?? `${id}:${randomBytes(26).toString('base64url').slice(0, 35)}`;
    const username = given.username ?? `fake${id}_bot`;
    const me: UserFromGetMe = {
      id,
      is_bot: true,
      first_name: given.firstName ?? username,
      username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_guest_queries: false,
      supports_inline_queries: false,
      can_connect_to_business: given.business ?? true,
      has_main_web_app: false,
      has_topics_enabled: false,
      allows_users_to_create_topics: false,
      can_manage_bots: false,
      supports_join_request_queries: false,
    };
    const bot: Bot = {
      token,
      me,
      revoked: false,
      chats: new Map(),
      queries: new Map(),
      commands: new Map(),
      updates: new UpdateQueue(world.now),
      nextMessageId: () => world.next(`message of ${id}`),
    };
    world.bots.set(token, bot);
    return { token, id, username };
  }

  /** The token is worth nothing any more: every call is answered 401. */
  revoke(token: string): void {
    this.bot(token).revoked = true;
  }

  /** A person in the bot's private chat; the same id is the same person everywhere. */
  lead(bot: FakeBot, person: NewPerson): Lead {
    return new Lead(this.world, this.bot(bot.token), this.person(person));
  }

  /** A group, of a person whom the fake makes up; add bots with `add`. */
  addGroup(given: NewPlace = {}): FakePlace {
    const id = given.id ?? -4_000_000_000 - this.world.next('group');
    return this.addPlace({ id, type: 'group', title: given.title ?? `Group ${-id}` });
  }

  addChannel(given: NewPlace & { username?: string } = {}): FakePlace {
    const id = given.id ?? -1_001_000_000_000 - this.world.next('channel');
    const { title = `Channel ${-id}`, username } = given;
    return this.addPlace({ id, type: 'channel', title, ...(username === undefined ? {} : { username }) });
  }

  private addPlace(chat: Chat): FakePlace {
    const owner = this.person({ id: 5_000_000_000 + this.world.next('owner'), firstName: 'Owner' });
    return new FakePlace(this.world, newPlace(this.world, chat, owner), owner, (token) => this.bot(token));
  }

  /** A business account connects the bot, by default with the rights to read and to reply. */
  business(bot: FakeBot, owner: NewPerson, rights: BusinessBotRights = usualRights): FakeBusiness {
    return connectBusiness(this.world, this.bot(bot.token), this.person(owner), rights);
  }

  /** A person without a chat, for groups and business accounts. */
  person(given: NewPerson): User {
    const known = this.world.people.get(given.id);
    if (known) return known.user;
    const { id, firstName = `Lead ${id}`, lastName, username, language } = given;
    const user: User = {
      id,
      is_bot: false,
      first_name: firstName,
      ...(lastName === undefined ? {} : { last_name: lastName }),
      ...(username === undefined ? {} : { username }),
      ...(language === undefined ? {} : { language_code: language }),
    };
    this.world.people.set(id, { user, deactivated: false });
    return user;
  }

  /** From now on Telegram gets nothing from this URL when a bot sends it as a file. */
  breakUrl(url: string): void {
    this.world.brokenUrls.add(url);
  }

  /** Calls in the order in which they came. */
  calls(filter: CallFilter = {}): Call[] {
    return this.ledger.find(filter);
  }

  /** Tries to give updates to webhooks, in order. */
  deliveries(bot?: FakeBot): Delivery[] {
    return this.sender.deliveries.filter((one) => bot === undefined || one.bot === bot.id);
  }

  /** Lets something go wrong; the answer takes it away again. */
  fault(fault: Fault): () => void {
    return this.faults.add(fault);
  }

  violations(): readonly Violation[] {
    return this.faults.violations;
  }

  /** The next update gets a random lower number, as after a week of silence. */
  jumpUpdateIds(bot: FakeBot): void {
    this.bot(bot.token).updates.restartLower();
  }

  /** Updates that the bot has not confirmed. */
  pendingUpdates(bot: FakeBot): number {
    return this.bot(bot.token).updates.live().length;
  }

  /** Until something is so; looked at after every change, and fails after `timeoutMs`. */
  until(isSo: () => boolean, timeoutMs = 10_000): Promise<true> {
    const look = () => (isSo() ? true : null);
    return waitUntil(this.world, look, () => `not so: ${String(isSo)}`, timeoutMs);
  }

  /** Moves the fake's clock on. */
  advance(ms: number): void {
    this.shift += ms;
    changed(this.world);
  }

  async stop(): Promise<void> {
    this.sender.stop();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private bot(token: string): Bot {
    const bot = this.world.bots.get(token);
    if (!bot) throw new Error('the fake has no bot of this token');
    return bot;
  }
}
