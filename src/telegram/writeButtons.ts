/** Our buttons as an inline keyboard. */
import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { Button } from '../effect/effect.ts';

/**
 * Null for none: rows without a button of use are left out. On behalf of a business account there are no web
 * apps (Bot API, InlineKeyboardButton): their page opens as a link.
 */
export function writeButtons(
  buttons: readonly (readonly Button[])[],
  business: boolean,
): InlineKeyboardMarkup | null {
  const rows = buttons.map((row) => row.flatMap((button) => writeButton(button, business) ?? []));
  const filled = rows.filter((row) => row.length > 0);
  return filled.length > 0 ? { inline_keyboard: filled } : null;
}

function writeButton({ text, id, url, webApp }: Button, business: boolean): InlineKeyboardButton | null {
  if (id !== null) return { text, callback_data: id };
  if (webApp !== null) return business ? { text, url: webApp } : { text, web_app: { url: webApp } };
  return url === null ? null : { text, url };
}
