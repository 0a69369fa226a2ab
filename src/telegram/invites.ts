/** Invite links into the channels of campaigns, made by the bot that lets people in there. */
import {
  type Connection,
  findPauses,
  type KnownBot,
  type KnownCampaign,
  keepSetting,
  pauseBot,
  readSetting,
} from '../store/store.ts';
import { ask } from './ask.ts';
import type { BotApi, CallFailure } from './botApi.ts';
import { objectOf, textOf } from './unread.ts';

export type Invites = {
  /** A link named by the click, which attributes whoever joins by it; null when none could be made now. */
  forClick(campaign: KnownCampaign, clickid: string): Promise<string | null>;
  /** One link for all of the campaign's visitors, made once: it attributes nobody. */
  shared(campaign: KnownCampaign): Promise<string | null>;
};

export type InviteOptions = {
  connection: Connection;
  /** Bounded to some seconds, for somebody waits; null without a token. */
  apiOf(bot: KnownBot): Promise<BotApi | null>;
  now: () => number;
  onProblem(reason: string): void;
};

/** The name of a link has at most 32 signs; a longer id of an outside tracker cannot be one. */
const longestName = 32;
/** Visitors who wait for a link of one bot at once; more of them would only wait longer. */
const mostUnderWay = 20;
/** A third of what Telegram lets a bot do: whom it answers must not wait for those who only look. */
const mostPerSecond = 10;
/** How long nobody tries after a failure, so that not every visitor waits for another one. */
const pauseAfterRefusalMs = 10_000;
const pauseAfterBreakMs = 2_000;

type Channel = NonNullable<KnownCampaign['channel']>;
/** `count` calls have begun since `since`. */
type Load = { underWay: number; pausedUntil: number; since: number; count: number };

/** Never rejects: what cannot be had is null, and told to `onProblem`. */
export function createInvites(options: InviteOptions): Invites {
  const loads = new Map<string, Load>();
  const kept = new Map<string, string>();
  const making = new Map<string, Promise<string | null>>();

  const loadOf = (botId: string): Load => {
    const load = loads.get(botId) ?? { underWay: 0, pausedUntil: 0, since: 0, count: 0 };
    loads.set(botId, load);
    return load;
  };
  const call = async ({ bot, chatId }: Channel, name: string, load: Load): Promise<string | null> => {
    const api = await options.apiOf(bot);
    const [pause] = await findPauses(options.connection, [bot.id]);
    if (pause) load.pausedUntil = options.now() + pause.seconds * 1000;
    if (!api || pause) return null;
    const made = await ask(() =>
      api.createChatInviteLink({ chat_id: chatId, name, creates_join_request: true }),
    );
    if (made.ok) return linkOf(made.value);
    load.pausedUntil = Math.max(load.pausedUntil, options.now() + pauseMs(made.reason));
    options.onProblem(`no invite link to ${chatId} for a click: ${describe(made.reason)}`);
    const told = made.reason.of === 'refused' ? made.reason.retryAfterSeconds : null;
    if (told !== null) await pauseBot(options.connection, bot.id, told);
    return null;
  };
  /** There is always room for the one link that all the others can use instead. */
  const create = async (channel: Channel, name: string, isForAll: boolean): Promise<string | null> => {
    const load = loadOf(channel.bot.id);
    if (options.now() < load.pausedUntil || !(isForAll || hasRoom(load, options.now()))) return null;
    load.underWay += 1;
    load.count += 1;
    try {
      return await call(channel, name, load);
    } catch (error) {
      options.onProblem(`no invite link to ${channel.chatId} for a click: ${String(error)}`);
      return null;
    } finally {
      load.underWay -= 1;
    }
  };
  const makeShared = async (place: string, channel: Channel, key: string): Promise<string | null> => {
    const known = await readKept(options.connection, place);
    // The space keeps the name apart from every click id.
    const link = known ?? (await create(channel, `campaign ${key}`.slice(0, longestName), true));
    if (link === null) return null;
    if (known === null) await keepSetting(options.connection, place, link).catch(() => undefined);
    kept.set(place, link);
    return link;
  };
  const shared = async ({ id, key, channel }: KnownCampaign): Promise<string | null> => {
    if (!channel) return null;
    const place = `invite/${id}/${channel.chatId}`;
    const known = kept.get(place);
    if (known !== undefined) return known;
    const underWay = making.get(place) ?? makeShared(place, channel, key).finally(() => making.delete(place));
    making.set(place, underWay);
    return underWay;
  };

  return {
    forClick: async (campaign, clickid) => {
      if (!campaign.channel || clickid.length > longestName) return null;
      const link = await create(campaign.channel, clickid, false);
      // Made in good times, for the bad ones.
      if (link !== null) void shared(campaign);
      return link;
    },
    shared,
  };
}

function hasRoom(load: Load, now: number): boolean {
  if (now - load.since >= 1000) {
    load.since = now;
    load.count = 0;
  }
  return load.underWay < mostUnderWay && load.count < mostPerSecond;
}

async function readKept(connection: Connection, place: string): Promise<string | null> {
  const value = await readSetting(connection, place).catch(() => null);
  return typeof value === 'string' ? value : null;
}

function linkOf(made: unknown): string | null {
  const link = textOf(objectOf<{ invite_link: string }>(made)?.invite_link, 512);
  return /^https?:\/\//.test(link) && URL.canParse(link) ? link : null;
}

function pauseMs(failure: CallFailure): number {
  if (failure.of !== 'refused') return pauseAfterBreakMs;
  return failure.retryAfterSeconds === null ? pauseAfterRefusalMs : failure.retryAfterSeconds * 1000;
}

const describe = (failure: CallFailure): string =>
  failure.of === 'refused' ? failure.description.slice(0, 200) : failure.reason;
