/** How a bot does at Telegram, and in which groups it is. */
import { useQuery } from '@tanstack/react-query';
import type { ApiBotTelegram } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';

export const telegramPath = (bot: string): string => `/bots/${encodeURIComponent(bot)}/telegram`;
export const telegramKey = (bot: string): string[] => ['bot', bot, 'telegram'];

/** Looked at again each quarter of a minute: the server's own look comes each minute. */
export function useTelegram(bot: string, enabled = true) {
  return useQuery({
    queryKey: telegramKey(bot),
    queryFn: ({ signal }) => getJson<ApiBotTelegram>(telegramPath(bot), signal),
    refetchInterval: 15_000,
    enabled,
  });
}

export type KnownGroup = { chatId: number; title: string };

/** The groups of which Telegram has told the bot. */
export const useKnownGroups = (bot: string): KnownGroup[] => useTelegram(bot).data?.groups ?? [];
