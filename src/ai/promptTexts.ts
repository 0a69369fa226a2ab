/** The texts that prompts are made of, as they stand in prompt/, and how their slots are filled. */
import { readFileSync } from 'node:fs';

export const promptNames = [
  'disclosure',
  'rules',
  'owner',
  'lead',
  'decide',
  'reply',
  'write',
  'recognise',
  'translate',
] as const;

export type PromptTexts = Record<(typeof promptNames)[number], string>;

/** Reads the files once, at the start; throws when one is missing. */
export function readPromptTexts(): PromptTexts {
  const read = (name: (typeof promptNames)[number]): string =>
    readFileSync(new URL(`./prompt/${name}.md`, import.meta.url), 'utf8').trim();
  return {
    disclosure: read('disclosure'),
    rules: read('rules'),
    owner: read('owner'),
    lead: read('lead'),
    decide: read('decide'),
    reply: read('reply'),
    write: read('write'),
    recognise: read('recognise'),
    translate: read('translate'),
  };
}

/**
 * Fills `{{slot}}`; the lines between `{{?slot}}` and `{{/slot}}` stay only when the slot has a value. What
 * is filled in is never read as a template again.
 */
export function fillSlots(template: string, slots: Readonly<Record<string, string>>): string {
  const filled = (name: string): string => (Object.hasOwn(slots, name) ? (slots[name] ?? '') : '');
  return template
    .replace(/^\{\{\?(\w+)\}\}\n([\s\S]*?)^\{\{\/\1\}\}(\n|$)/gm, (_, name: string, inside: string) =>
      filled(name) === '' ? '' : inside,
    )
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => filled(name))
    .trim();
}
