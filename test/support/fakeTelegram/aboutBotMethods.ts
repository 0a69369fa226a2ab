/** getMe and the commands in a bot's menu. */
import { z } from 'zod';
import type { Method } from './method.ts';
import type { Parameters } from './parameters.ts';
import { refusal } from './refusals.ts';

export const getMe: Method<'getMe'> = ({ bot }) => bot.me;

const commandList = z.array(z.strictObject({ command: z.string(), description: z.string() }));

export const setMyCommands: Method<'setMyCommands'> = ({ bot, parameters }) => {
  const commands = parameters.json('commands', commandList, 'commandJson') ?? [];
  if (commands.length > 100) throw refusal('commandsTooMuch');
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw refusal('commandText');
    if (description.length < 1 || description.length > 256) throw refusal('commandDescription');
  }
  bot.commands.set(placeOf(parameters), commands);
  return true;
};

export const getMyCommands: Method<'getMyCommands'> = ({ bot, parameters }) =>
  bot.commands.get(placeOf(parameters)) ?? [];

const placeOf = (parameters: Parameters): string =>
  `${parameters.text('scope') || '{"type":"default"}'} ${parameters.text('language_code')}`;
