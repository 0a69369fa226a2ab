/** Whether marks fit their text. */
import type { z } from 'zod';
import type { ParameterError } from '../base/refusal.ts';
import type { operatorMessage } from './contract.ts';

type Given = NonNullable<z.infer<typeof operatorMessage>['entities']>[number];

/** What a mark needs besides its place. Links, names and the like in a text are marked by Telegram itself. */
const needs: ReadonlyMap<string, 'url' | 'userId' | 'emojiId' | null> = new Map([
  ...(['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'code', 'pre'] as const).map(
    (type) => [type, null] as const,
  ),
  ...(['blockquote', 'expandable_blockquote'] as const).map((type) => [type, null] as const),
  ['text_link', 'url'] as const,
  ['text_mention', 'userId'] as const,
  ['custom_emoji', 'emojiId'] as const,
]);

/** Names each mark that Telegram would refuse. */
export function checkEntities(text: string, entities: readonly Given[]): ParameterError[] {
  return entities.flatMap((entity, n) => {
    const reason = problemOf(text, entity);
    return reason === null ? [] : [{ name: `entities.${n}`, reason }];
  });
}

function problemOf(text: string, entity: Given): string | null {
  const { type, offset, length, url } = entity;
  const need = needs.get(type);
  if (need === undefined) return `is of no known type: expected one of ${[...needs.keys()].join(', ')}`;
  if (offset + length > text.length) return 'reaches beyond the end of the text';
  if (isInsidePair(text, offset) || isInsidePair(text, offset + length)) {
    return 'cuts a character in two: offset and length count UTF-16 units';
  }
  if (need !== null && entity[need] === undefined) return `needs ${need}`;
  const isLink = url === undefined || (/^(https?|tg|mailto|tel):/i.test(url) && URL.canParse(url));
  return isLink ? null : 'expected an http, https, tg, mailto or tel address as url';
}

function isInsidePair(text: string, at: number): boolean {
  const low = text.charCodeAt(at);
  const high = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
}
