/** Our marks as Telegram's entities. */
import type { MessageEntity } from 'grammy/types';
import type { Entity } from '../base/entity.ts';

/** Kinds that need nothing besides. What Telegram finds by itself (links, mentions, hashtags) is not told. */
const plainKinds = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strikethrough',
  spoiler: 'spoiler',
  blockquote: 'blockquote',
  expandable_blockquote: 'expandable_blockquote',
  code: 'code',
} as const;

type PlainKind = keyof typeof plainKinds;

const isPlain = (type: string): type is PlainKind => Object.hasOwn(plainKinds, type);

/** Empty marks and kinds that bots may not set are left out. */
export const writeEntities = (entities: readonly Entity[]): MessageEntity[] =>
  entities.flatMap((entity) => writeEntity(entity) ?? []);

function writeEntity({ type, offset, length, url, language, userId, emojiId }: Entity): MessageEntity | null {
  if (length <= 0) return null;
  const place = { offset, length };
  if (isPlain(type)) return { type, ...place };
  if (type === 'pre') return { type, ...place, ...(language ? { language } : {}) };
  if (type === 'text_link' && url) return { type, ...place, url };
  if (type === 'custom_emoji' && emojiId) return { type, ...place, custom_emoji_id: emojiId };
  // Telegram reads the number alone.
  if (type === 'text_mention' && userId) {
    return { type, ...place, user: { id: userId, is_bot: false, first_name: '' } };
  }
  return null;
}
