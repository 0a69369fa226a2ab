/** Answers to pressed buttons. */
import type { Method } from './method.ts';
import { refusal } from './refusals.ts';
import { changed } from './world.ts';

/** After about this long Telegram's clients give up waiting. */
const queryLifetimeMs = 900_000;

export const answerCallbackQuery: Method<'answerCallbackQuery'> = ({ world, bot, parameters }) => {
  const query = bot.queries.get(parameters.text('callback_query_id'));
  if (!query || query.at + queryLifetimeMs < world.now()) throw refusal('queryTooOld');
  const text = parameters.text('text');
  if (text.length > 200) throw refusal('answerTooLong');
  const url = parameters.text('url');
  query.answer ??= { text, alert: parameters.boolean('show_alert'), url, at: world.now() };
  changed(world);
  return true;
};
