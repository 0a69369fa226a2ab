/** Keyboards under messages, checked as Telegram checks them. */
import type { InlineKeyboardButton, InlineKeyboardMarkup } from '@grammyjs/types';
import { z } from 'zod';
import type { Parameters } from './parameters.ts';
import { refusal } from './refusals.ts';

export type Markup = {
  inline: InlineKeyboardMarkup | null;
  /** Texts of a reply keyboard; an empty list takes an earlier one away. */
  keyboard: string[][] | null;
};

const webApp = z.strictObject({ url: z.string() });
const inlineButton = z.strictObject({
  text: z.string(),
  url: z.string().optional(),
  callback_data: z.string().optional(),
  web_app: webApp.optional(),
  copy_text: z.strictObject({ text: z.string().min(1).max(256) }).optional(),
  style: z.enum(['danger', 'success', 'primary']).optional(),
});

const replyButton = z.union([z.string().min(1), z.strictObject({ text: z.string().min(1) })]);

const markup = z.union([
  z.strictObject({ inline_keyboard: z.array(z.array(inlineButton)) }),
  z.strictObject({
    keyboard: z.array(z.array(replyButton)).min(1),
    is_persistent: z.boolean().optional(),
    resize_keyboard: z.boolean().optional(),
    one_time_keyboard: z.boolean().optional(),
    input_field_placeholder: z.string().max(64).optional(),
    selective: z.boolean().optional(),
  }),
  z.strictObject({ remove_keyboard: z.literal(true), selective: z.boolean().optional() }),
  z.strictObject({
    force_reply: z.literal(true),
    input_field_placeholder: z.string().max(64).optional(),
    selective: z.boolean().optional(),
  }),
]);

export function readMarkup(parameters: Parameters): Markup {
  const given = parameters.json('reply_markup', markup, 'wrongJson');
  if (!given) return { inline: null, keyboard: null };
  if ('inline_keyboard' in given) return { inline: readInline(given.inline_keyboard), keyboard: null };
  if ('keyboard' in given) {
    const texts = given.keyboard.map((row) => row.map((one) => (typeof one === 'string' ? one : one.text)));
    return { inline: null, keyboard: texts };
  }
  return { inline: null, keyboard: 'remove_keyboard' in given ? [] : null };
}

/** Null for a keyboard without buttons: it takes the old one away. */
function readInline(rows: z.infer<typeof inlineButton>[][]): InlineKeyboardMarkup | null {
  const keyboard = rows.filter((row) => row.length > 0).map((row) => row.map(readButton));
  return keyboard.length > 0 ? { inline_keyboard: keyboard } : null;
}

function readButton(given: z.infer<typeof inlineButton>): InlineKeyboardButton {
  const { text, url, callback_data: data, web_app: app, copy_text: copy, style } = given;
  const actions = [url, data, app, copy].filter((action) => action !== undefined);
  if (text.trim() === '') throw refusal('buttonText');
  if (actions.length > 1) throw refusal('buttonActions', { text, count: actions.length });
  const common = { text, ...(style ? { style } : {}) };
  if (data !== undefined) {
    const bytes = Buffer.byteLength(data);
    if (bytes < 1 || bytes > 64) throw refusal('buttonData');
    return { ...common, callback_data: data };
  }
  if (url !== undefined) return { ...common, url: buttonUrl(url) };
  if (app) {
    if (!/^https:\/\//i.test(app.url)) throw refusal('webAppUrl', { url: app.url });
    return { ...common, web_app: app };
  }
  if (copy) return { ...common, copy_text: copy };
  throw refusal('buttonKind');
}

/** http, https and tg; a bare host gets http:// as Telegram gives it. */
function buttonUrl(url: string): string {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(whole)) throw refusal('buttonUrl', { url, why: 'Wrong URL' });
  const { protocol, hostname } = new URL(whole);
  if (protocol === 'tg:') return whole;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw refusal('buttonUrl', { url, why: 'Unsupported URL protocol' });
  }
  if (!hostname.includes('.') && !/^\[?[\d.:a-f]+\]?$/i.test(hostname)) {
    throw refusal('buttonUrl', { url, why: 'Wrong HTTP URL' });
  }
  return new URL(whole).href;
}
