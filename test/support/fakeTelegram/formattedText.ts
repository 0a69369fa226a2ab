/** The text or caption of a call with its entities. */
import type { MessageEntity } from '@grammyjs/types';
import type { z } from 'zod';
import { checkEntities, type entityList, trimmed, withFound } from './entities.ts';
import { parseHtml } from './html.ts';
import { refusal } from './refusals.ts';

export type Formatted = { text: string; entities: MessageEntity[] };

/** Both count UTF-16 units after the entities have been parsed. */
const limits = { text: 4096, caption: 1024 };

export function formatText(
  kind: 'text' | 'caption',
  given: string,
  parseMode: string,
  entities: z.infer<typeof entityList> | null,
): Formatted {
  if (!given.isWellFormed()) throw refusal('notUtf8');
  const parsed = parse(given, parseMode, entities);
  const { text, entities: kept } = trimmed(parsed.text, parsed.entities);
  if (text.length > limits[kind]) throw refusal(kind === 'text' ? 'textTooLong' : 'captionTooLong');
  if (kind === 'text' && given === '') throw refusal('textEmpty');
  if (kind === 'text' && text === '') throw refusal('textBlank');
  return { text, entities: withFound(text, kept) };
}

function parse(given: string, parseMode: string, entities: z.infer<typeof entityList> | null): Formatted {
  const mode = parseMode.toLowerCase();
  if (mode === 'html') return parseHtml(given);
  if (mode === 'markdown' || mode === 'markdownv2')
    throw refusal('notModelled', { what: `parse_mode ${parseMode}` });
  if (mode !== '') throw refusal('parseMode');
  return { text: given, entities: checkEntities(given, entities ?? []) };
}
