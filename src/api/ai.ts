/** The AI for operators: a message translated, and what the AI has cost. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  type AiUsageRow,
  addAiUsage,
  type Connection,
  countAiTokens,
  findBotId,
  findTranslation,
  keepTranslation,
  listAiUsage,
  mayAskAi,
  readAiBot,
  usageDay,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import { headOf } from './dialogs.ts';
import { lookedUp, numericId, page } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['ai'];

const messagePath = z.strictObject({ id: numericId, messageId: numericId });
const translation = z.object({ text: z.string(), to: z.string() });
const usage = z.object({
  bot: z.string(),
  day: z.string(),
  /** Null: the bot as a whole. */
  dialogId: z.string().nullable(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  /** How many of them are our estimate, because the endpoint named none. */
  estimatedTokens: z.number().int(),
  calls: z.number().int(),
});
const usageQuery = z.strictObject({
  ...page,
  bot: lookedUp.optional(),
  /** Of the bot's time zone: `2026-03-02`. */
  day: z.iso.date({ error: 'expected a day such as 2026-03-02' }).optional(),
  /** A dialog's number, or `all` for a row a dialog; without it the bots' totals. */
  dialog: z
    .union([numericId, z.literal('all')], { error: 'expected the number of a dialog, or all' })
    .optional(),
});

export const aiRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database } = options;
  app.post(
    '/dialogs/:id/messages/:messageId/translate',
    {
      config: { scope: 'reply' },
      schema: {
        tags,
        summary: 'A message in another language, by the AI of its bot; a repeat costs nothing',
        params: messagePath,
        body: z.strictObject({ to: z.string().max(35) }),
        response: { 200: translation },
      },
    },
    async (request) => {
      const { id, messageId } = request.params;
      const { to } = request.body;
      const dialog = await headOf(database, principalOf(request), id);
      const found = await findTranslation(database, { dialogId: dialog.id, messageId, language: to });
      if (!found) throw notFound();
      const text = found.translation ?? (await translate(options, dialog, messageId, found.text, to));
      return { text, to };
    },
  );

  app.get(
    '/ai/usage',
    {
      config: { scope: ['read', 'settings'] },
      schema: {
        tags,
        summary: 'Tokens and calls by bot and day, or by dialog, the latest day first',
        querystring: usageQuery,
        response: { 200: contract.pageOf(usage) },
      },
    },
    async (request) => {
      const { bot, day = null, dialog = null, limit, cursor = '0' } = request.query;
      const { spaceId } = principalOf(request);
      const botId = bot === undefined ? null : await findBotId(database, spaceId, bot);
      if (bot !== undefined && botId === null) throw wrong('bot', 'there is no such bot');
      const offset = Number(cursor);
      const filter = { botId, day, dialog };
      const rows = await listAiUsage(database, spaceId, filter, { offset, limit: limit + 1 });
      const items: AiUsageRow[] = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? String(offset + limit) : null };
    },
  );
};

async function translate(
  { database, ports }: ApiOptions,
  dialog: { id: number; botId: string },
  messageId: string,
  text: string,
  to: string,
): Promise<string> {
  if (text.trim() === '') throw wrong('messageId', 'this message has no text');
  const language = nameOfLanguage(to);
  if (!(await mayAskAi(database, dialog.id))) throw new RefusalError(refuse('ai_not_consented'));
  const bot = await readAiBot(database, dialog.botId);
  if (!bot) throw notFound();
  const day = usageDay(bot, ports.now());
  await refuseBeyondBudget(database, bot, day);
  const { result, tokens } = await ports.translate(bot, text, language);
  await database.transaction(async (connection) => {
    if (result.ok) {
      const kept = { dialogId: dialog.id, messageId, language: to, of: text, text: result.value };
      await keepTranslation(connection, kept);
    }
    await addAiUsage(connection, { ...tokens, botId: bot.id, day, dialogId: dialog.id });
  });
  if (result.ok) return result.value;
  throw new RefusalError(refuse('ai_unavailable', { message: `No translation: ${result.reason}.` }));
}

async function refuseBeyondBudget(
  database: Connection,
  bot: { id: string; ai: { dailyTokens?: number | undefined } | null },
  day: string,
): Promise<void> {
  const budget = bot.ai?.dailyTokens;
  if (budget === undefined || (await countAiTokens(database, bot.id, day)) < budget) return;
  throw new RefusalError(refuse('ai_budget_used'));
}

/** The English name of `ru` or `pt-BR`, which a model understands better than the code. */
function nameOfLanguage(code: string): string {
  const name = /^[a-z]{2,3}(-[A-Za-z]{2,8}){0,2}$/.test(code) ? languageName(code) : undefined;
  if (name === undefined) throw wrong('to', 'expected a language such as en, ru or pt-BR');
  return name;
}

function languageName(code: string): string | undefined {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code);
  } catch {
    return undefined;
  }
}
