/** Names that the API speaks of, in the words of the language; one that we do not know stays as it is. */
import type { Texts } from '../parts/useText.ts';

export const eventWords = (text: Texts, event: string): string => text.or(`event.${event}`, event);

export const statusWords = (text: Texts, status: string): string => text.or(`status.${status}`, status);

export const mediaWords = (text: Texts, media: string): string => text.or(`media.${media}`, media);

/** `sale#1`: the lead's first event of that name is called by the name alone. */
export function eventLabelWords(text: Texts, label: string): string {
  const at = label.lastIndexOf('#');
  if (at < 0) return eventWords(text, label);
  return numberedEventWords(text, label.slice(0, at), Number(label.slice(at + 1)));
}

export function numberedEventWords(text: Texts, name: string, ordinal: number): string {
  return ordinal > 1 ? `${eventWords(text, name)} #${ordinal}` : eventWords(text, name);
}
