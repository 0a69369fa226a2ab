/** What the connection checklist and alarms say, by code, in the visitor's language. */
import { momentTime } from '../parts/momentTime.ts';
import type { Texts } from '../parts/useText.ts';

type Said = { code: string; text: string; parameters?: Record<string, string> | undefined };

/** The server's own English for a code that is not known here yet, or whose values are not told. */
export function checkWords({ code, text: said, parameters = {} }: Said, text: Texts): string {
  const template = text.or(`settings.checked.${code}`, '');
  if (template === '') return said;
  const values = new Map(Object.entries(parameters));
  const at = values.get('at');
  if (at !== undefined && !Number.isNaN(Date.parse(at)))
    values.set('at', momentTime(at, text.language, true));
  const names = [...template.matchAll(/<(\w+)>/g)].map(([, name]) => name ?? '');
  if (names.some((name) => !values.has(name))) return said;
  return template.replace(/<(\w+)>/g, (_, name: string) => values.get(name) ?? '');
}
