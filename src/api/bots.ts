/** The space's bots, and how they do at Telegram: connecting, checking, alarms. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatInstant, type Instant } from '../base/instant.ts';
import { mayDo } from '../base/rights.ts';
import {
  type Configuration,
  findTelegramBot,
  findTelegramBots,
  findTelegramGroups,
  loadConfiguration,
  type TelegramBot,
} from '../store/store.ts';
import { notFound, principalOf } from './access.ts';
import * as contract from './contract.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['bots'];
const params = z.strictObject({ key: lookedUp });

export const botRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports, publicUrl }) => {
  app.get(
    '/bots',
    {
      config: { scope: ['dialogs', 'settings', 'tracker.read'] },
      schema: { tags, summary: 'Bots', response: { 200: contract.pageOf(contract.botSummary) } },
    },
    async (request) => {
      const { spaceId, scopes } = principalOf(request);
      const atTelegram = await findTelegramBots(database, spaceId);
      const drawn = await loadConfiguration(database, spaceId);
      const known = new Map(atTelegram.map((bot) => [bot.botId, bot]));
      const items = showBots(drawn, known, publicUrl());
      // Whoever knows a webhook's URL may call it.
      const mayCall = mayDo(scopes, 'settings') || mayDo(scopes, 'read');
      const shown = mayCall ? items : items.map((bot) => ({ ...bot, webhooks: [] }));
      return { items: shown, nextCursor: null };
    },
  );

  app.get(
    '/alarms',
    {
      config: { scope: ['dialogs', 'settings'] },
      schema: {
        tags,
        summary: 'What keeps bots from working, longest first',
        response: { 200: contract.pageOf(contract.alarm) },
      },
    },
    async (request) => {
      const bots = await findTelegramBots(database, principalOf(request).spaceId);
      return { items: bots.flatMap(showAlarms).sort(byTime), nextCursor: null };
    },
  );

  const telegram = { 200: contract.botTelegram };

  app.get(
    '/bots/:key/telegram',
    {
      config: { scope: ['read', 'settings'] },
      schema: { tags, summary: 'How the bot does at Telegram', params, response: telegram },
    },
    async (request) => {
      const bot = await findTelegramBot(database, principalOf(request).spaceId, request.params.key);
      if (!bot) throw notFound();
      return { ...showConnected(bot), groups: await findTelegramGroups(database, bot.botId) };
    },
  );

  app.post(
    '/bots/:key/telegram',
    {
      config: { scope: 'settings' },
      schema: {
        tags,
        summary: 'Connects the bot: checks the token, stores it, begins to receive',
        params,
        body: contract.botConnect,
        response: telegram,
      },
    },
    async (request) =>
      showConnected(
        await ports.telegram.connect(principalOf(request).spaceId, request.params.key, request.body),
      ),
  );

  app.post(
    '/bots/:key/telegram/check',
    {
      config: { scope: ['read', 'settings'] },
      schema: { tags, summary: 'Looks at the bot now', params, response: telegram },
    },
    async (request) =>
      showConnected(await ports.telegram.check(principalOf(request).spaceId, request.params.key)),
  );

  app.delete(
    '/bots/:key/telegram',
    {
      config: { scope: 'settings' },
      schema: {
        tags,
        summary: 'Forgets the token; updates that wait at Telegram are kept there',
        params,
        response: telegram,
      },
    },
    async (request) =>
      showConnected(await ports.telegram.disconnect(principalOf(request).spaceId, request.params.key)),
  );
};

function showBots(
  drawn: Configuration,
  atTelegram: ReadonlyMap<string, TelegramBot>,
  publicUrl: string,
): contract.ApiBot[] {
  const fields = Map.groupBy(drawn.fields, ({ botId }) => botId);
  const webhooks = Map.groupBy(drawn.webhooks, ({ botId }) => botId);
  const flows = Map.groupBy(drawn.flows, ({ botId }) => botId);
  const steps = Map.groupBy(drawn.steps, ({ flowId }) => flowId);
  return drawn.bots.map(({ id, key, document }) => ({
    key,
    id,
    name: document.name,
    channel: document.channel,
    telegram: showTelegram(atTelegram.get(id)),
    fields: (fields.get(id) ?? []).map(({ key: own, document: declared, declared: isDeclared }) => ({
      ...{ key: own, name: declared.name ?? own, type: declared.type, declared: isDeclared },
      ...(declared.options ? { options: declared.options } : {}),
    })),
    tags: (document.tags ?? []).map((tag) => ({ key: tag.key, name: tag.name ?? tag.key })),
    webhooks: (webhooks.get(id) ?? []).map((one) => ({
      key: one.key,
      id: one.id,
      url: `${publicUrl}/api/bots/webhooks/${one.id}/updateDialog`,
    })),
    flows: (flows.get(id) ?? []).map((flow) => ({
      key: flow.key,
      id: flow.id,
      steps: (steps.get(flow.id) ?? []).map((step) => ({
        key: step.key,
        id: step.id,
        kind: step.document.kind,
      })),
    })),
  }));
}

const showInstant = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));

const showTelegram = (bot: TelegramBot | undefined): contract.ApiBotTelegram | null =>
  bot ? showConnected(bot) : null;

/** Field by field: what is not named here, the sealed token above all, is in no answer. */
function showConnected(bot: TelegramBot): contract.ApiBotTelegram {
  const { telegramId, username, tokenHint, receives, checklist, alarm, alarmAt } = bot;
  return {
    state: bot.sealed === null || bot.channel !== 'telegram' ? 'notConnected' : bot.state,
    receives,
    telegramId,
    username,
    name: bot.telegramName,
    tokenHint,
    lastUpdateAt: showInstant(bot.lastUpdateAt),
    checkedAt: showInstant(bot.checkedAt),
    pausedUntil: showInstant(bot.pausedUntil),
    checklist,
    alarm:
      alarm && alarmAt !== null ? { code: alarm.code, text: alarm.text, at: formatInstant(alarmAt) } : null,
  };
}

const showAlarms = ({ key, alarm, alarmAt }: TelegramBot): contract.ApiAlarm[] =>
  alarm && alarmAt !== null
    ? [{ bot: key, code: alarm.code, text: alarm.text, at: formatInstant(alarmAt) }]
    : [];

const byTime = (one: contract.ApiAlarm, other: contract.ApiAlarm): number => (one.at < other.at ? -1 : 1);
