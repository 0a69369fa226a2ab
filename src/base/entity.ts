/** Marks on a text as Telegram keeps them: bold from here to there, a link under these words. */

/**
 * One mark. `offset` and `length` count UTF-16 units, as JavaScript's own indexes do (Bot API,
 * "MessageEntity"). What a kind needs besides: a `text_link` its `url`, `pre` perhaps its `language`,
 * `text_mention` the `userId`, `custom_emoji` its `emojiId`.
 */
export type Entity = {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
  userId?: number;
  emojiId?: string;
};
