/** Marks on a received text. */
import type { MessageEntity } from 'grammy/types';
import type { Entity } from '../base/entity.ts';
import { integerOf, listOf, objectOf, textOf, type Unread } from './unread.ts';

type AnyEntity = MessageEntity.AbstractMessageEntity &
  Pick<MessageEntity.TextLinkMessageEntity, 'url'> &
  Pick<MessageEntity.PreMessageEntity, 'language'> &
  Pick<MessageEntity.TextMentionMessageEntity, 'user'> &
  Pick<MessageEntity.CustomEmojiMessageEntity, 'custom_emoji_id'>;

/** Telegram itself keeps at most 100 in a message. */
const mostEntities = 200;
const longestUrl = 4096;

/** What Telegram links to; nothing that a page would run. */
const isAddress = /^(https?|tg|ton|tonsite|mailto|tel):/i;

/** Those that fit the text they are on; one that does not is left out, the others stay. */
export function readEntities(value: unknown, text: string): Entity[] {
  return listOf(value)
    .slice(0, mostEntities)
    .flatMap((one) => {
      const entity = objectOf<AnyEntity>(one);
      return entity ? readEntity(entity, text.length) : [];
    });
}

function readEntity(entity: Unread<AnyEntity>, textLength: number): Entity[] {
  const type = textOf(entity.type, 64);
  const offset = integerOf(entity.offset);
  const length = integerOf(entity.length);
  if (!/^[a-z_]+$/.test(type) || offset === null || length === null) return [];
  if (offset < 0 || length <= 0 || offset + length > textLength) return [];
  const url = type === 'text_link' ? textOf(entity.url, longestUrl) : '';
  if (type === 'text_link' && !isAddress.test(url)) return [];
  const language = textOf(entity.language, 64);
  const userId = integerOf(objectOf<{ id: number }>(entity.user)?.id);
  const emojiId = textOf(entity.custom_emoji_id, 64);
  return [
    {
      type,
      offset,
      length,
      ...(url ? { url } : {}),
      ...(language ? { language } : {}),
      ...(userId === null ? {} : { userId }),
      ...(emojiId ? { emojiId } : {}),
    },
  ];
}
