/** The commands that every bot knows, as Telegram's menu offers them. */
import type { Result } from '../base/result.ts';
import { ask } from './ask.ts';
import type { BotApi, CallFailure } from './botApi.ts';
import { callSignal } from './callSignal.ts';

const menu = {
  en: {
    start: 'Begin',
    stop: 'No more messages',
    privacy: 'What is kept about me',
    delete_me: 'Delete everything about me',
  },
  ru: {
    start: 'Начать',
    stop: 'Больше не писать мне',
    privacy: 'Что обо мне хранится',
    delete_me: 'Удалить всё обо мне',
  },
};

const toCommands = (words: Record<string, string>): { command: string; description: string }[] =>
  Object.entries(words).map(([command, description]) => ({ command, description }));

/** Sets the menu of private chats, in English and for those who read Russian. */
export async function setMenu(api: BotApi, signal: AbortSignal): Promise<Result<unknown, CallFailure>> {
  const ending = callSignal(signal);
  const scope = { type: 'all_private_chats' } as const;
  const english = await ask(() => api.setMyCommands({ commands: toCommands(menu.en), scope }, ending));
  if (!english.ok) return english;
  return ask(() => api.setMyCommands({ commands: toCommands(menu.ru), scope, language_code: 'ru' }, ending));
}
