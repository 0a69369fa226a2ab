/** Marks on texts: those that a bot sends are checked, those that Telegram finds by itself are found. */
import type { MessageEntity } from '@grammyjs/types';
import { z } from 'zod';
import { refusal } from './refusals.ts';

const place = { offset: z.int(), length: z.int() };
const plain = z.strictObject({
  type: z.enum([
    ...(['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number'] as const),
    ...(['bold', 'italic', 'underline', 'strikethrough', 'spoiler'] as const),
    ...(['blockquote', 'expandable_blockquote', 'code'] as const),
  ]),
  ...place,
});

const user = z.looseObject({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
});

const entity = z.union([
  plain,
  z.strictObject({ type: z.literal('pre'), language: z.string().optional(), ...place }),
  z.strictObject({ type: z.literal('text_link'), url: z.url(), ...place }),
  z.strictObject({ type: z.literal('text_mention'), user, ...place }),
  z.strictObject({ type: z.literal('custom_emoji'), custom_emoji_id: z.string().regex(/^\d+$/), ...place }),
]);

export const entityList = z.array(entity);

/** Found by Telegram itself; what a bot says of them is ignored. */
const automatic = new Set(['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number']);

/**
 * The bot's entities as they will stand in the message. Telegram cuts or drops some of what is refused here:
 * a place outside of the text or inside a surrogate pair is always a mistake of ours.
 */
export function checkEntities(text: string, given: z.infer<typeof entityList>): MessageEntity[] {
  return given.flatMap((one, n): MessageEntity[] => {
    const { offset, length } = one;
    const wrong = (why: string) => refusal('entity', { n, why });
    if (offset < 0 || length <= 0) throw wrong('offset or length is out of range');
    if (offset + length > text.length) throw wrong(`ends at ${offset + length}, the text at ${text.length}`);
    if (splits(text, offset) || splits(text, offset + length))
      throw wrong('begins or ends inside a character');
    if (automatic.has(one.type)) return [];
    if (one.type === 'text_mention') {
      const { id, is_bot = false, first_name = '' } = one.user;
      return [{ type: one.type, offset, length, user: { id, is_bot, first_name } }];
    }
    return [one];
  });
}

/** Whether `at` lies between the two halves of a surrogate pair. */
const splits = (text: string, at: number): boolean =>
  isBetween(text.charCodeAt(at - 1), 0xd800, 0xdbff) && isBetween(text.charCodeAt(at), 0xdc00, 0xdfff);

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;

const finders: readonly [type: 'bot_command' | 'mention' | 'hashtag' | 'url' | 'email', pattern: RegExp][] = [
  ['bot_command', /(?<![\w/])\/[a-z]\w{0,63}(?:@\w{3,32})?/gi],
  ['email', /(?<![\w.])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-z]{2,24}(?!\w)/gi],
  ['mention', /(?<!\w)@[a-z]\w{2,31}/gi],
  ['hashtag', /(?<!\w)#(?=\w*[a-z_])\w{1,256}/gi],
  ['url', /(?<!\w)(?:https?:\/\/[^\s<>"]{1,2048}[^\s<>".,;:!?)]|(?:t\.me|telegram\.me)\/[\w/?=-]{1,256})/gi],
];

/** The entities with those that Telegram finds in what they leave free; a rough copy of its rules. */
export function withFound(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  const all = [...entities];
  const blocking = new Set(['pre', 'code', 'text_link', 'text_mention', 'custom_emoji', ...automatic]);
  for (const [type, pattern] of finders) {
    for (const found of text.matchAll(pattern)) {
      const [offset, length] = [found.index, found[0].length];
      const taken = all.some(
        (one) => blocking.has(one.type) && one.offset < offset + length && offset < one.offset + one.length,
      );
      if (!taken) all.push({ type, offset, length });
    }
  }
  return all.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Removes the white space around the text, as Telegram does, and moves the entities along. */
export function trimmed(
  text: string,
  entities: readonly MessageEntity[],
): { text: string; entities: MessageEntity[] } {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const kept = entities.flatMap((one): MessageEntity[] => {
    const from = Math.max(one.offset, start);
    const to = Math.min(one.offset + one.length, end);
    return to > from ? [{ ...one, offset: from - start, length: to - from }] : [];
  });
  return { text: text.trim(), entities: kept };
}
