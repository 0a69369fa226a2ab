/** A message of ours as the calls that it takes: long texts in parts, long captions behind their media. */
import type { Entity } from '../base/entity.ts';
import type { Media } from '../base/media.ts';
import { type Formatted, splitFormatted } from '../macro/macro.ts';

/** UTF-16 units after the marks have been parsed (Bot API, sendMessage and sendPhoto). */
const longestText = 4096;
const longestCaption = 1024;

export type Part = { media: Media | null; text: string; entities: Entity[] };

const withoutCaption = new Set(['videoNote', 'sticker', 'contact', 'location']);

/** At least one part, unless there is nothing to say. The same message always has the same parts. */
export function planMessage(message: { text: string; entities: Entity[]; media: Media | null }): Part[] {
  const { text, entities, media } = message;
  if (media && text.length <= longestCaption && !withoutCaption.has(media.kind)) return [message];
  const texts = textParts(text, entities).map((part) => ({ ...part, media: null }));
  return media ? [{ media, text: '', entities: [] }, ...texts] : texts;
}

function textParts(text: string, entities: readonly Entity[]): Formatted[] {
  if (text.trim() === '') return [];
  if (text.length <= longestText) return [{ text, entities: [...entities] }];
  return splitFormatted(text, entities, longestText);
}
