/** The macros that a bot's texts may use, each with a value as a lead would read it. */
import type { MacroData } from '../../src/macro/macro.ts';
import { parseTemplate, type Syntax } from '../../src/macro/macro.ts';

/** What a bot and its campaigns declare. */
export type MacroSource = {
  fields: readonly { key: string; name?: string | undefined; type?: string | undefined }[];
  tracker: readonly string[];
  variables: Readonly<Record<string, string>>;
  /** What conditions may be about besides: keys of tags and flows, steps as `flow/step`. */
  tags?: readonly string[];
  flows?: readonly string[];
  steps?: readonly string[];
};

export type MacroGroup = 'lead' | 'field' | 'tracker' | 'variable' | 'event';

/** `name` without braces; `sample` is what it stands for with the sample lead. */
export type MacroName = { name: string; group: MacroGroup; sample: string; label: string };

/** No declarations: only what every bot has. */
export const noMacros: MacroSource = { fields: [], tracker: [], variables: {} };

const sampleMoment = Date.UTC(2024, 2, 10, 17, 49, 32, 806);

const lead = {
  chatId: '1227280',
  username: 'maria',
  name: 'Maria',
  createdAt: '2024-03-10T17:49:32.806Z',
  stepKey: 'hello',
  stepId: '046050f6-38f6-4b18-b9fa-e6582f5352d0',
  flowKey: 'Welcome',
  status: 'auto',
};

const event = { name: 'sale', cost: '50', currency: 'USD', tid: 'tx-1001' };

/** Every macro of the bot, those of the lead first. */
export function macroNames(source: MacroSource): MacroName[] {
  const plain = (group: MacroGroup, name: string, sample: string, label = ''): MacroName => ({
    ...{ name, group, sample, label },
  });
  return [
    ...Object.entries(lead).map(([name, sample]) => plain('lead', name, sample)),
    ...source.fields.map(({ key, name, type }) =>
      plain('field', `fields.${key}`, fieldSample(type), name === key ? '' : (name ?? '')),
    ),
    ...trackerKeys(source).map((key) => plain('tracker', `tracker.${key}`, trackerSample(key))),
    ...Object.entries(source.variables).map(([name, value]) =>
      plain('variable', `variables.${name.replace(/^variables\./, '')}`, value),
    ),
    ...Object.entries(event).map(([name, sample]) => plain('event', `event.${name}`, sample)),
  ];
}

/** The sample lead as the macro engine wants it. */
export function sampleData(source: MacroSource, timezone = 'UTC'): MacroData {
  return {
    ...lead,
    ...{ chatId: Number(lead.chatId), createdAt: sampleMoment, timezone, event },
    fields: Object.fromEntries(source.fields.map(({ key, type }) => [key, fieldSample(type)])),
    tracker: Object.fromEntries(trackerKeys(source).map((key) => [key, trackerSample(key)])),
    variables: new Map(
      Object.entries(source.variables).map(([name, value]) => [name, parseTemplate(value, 'message')]),
    ),
  };
}

const trackerKeys = (source: MacroSource): string[] => [...new Set(['clickid', ...source.tracker])];

function fieldSample(type: string | undefined): string {
  if (type === 'number') return '120';
  if (type === 'date') return '2024-03-10';
  if (type === 'link') return 'https://example.com/maria';
  return '12345';
}

const trackerSample = (key: string): string => (key === 'clickid' ? 'test123' : `${key}-1`);

/** The macro that is being typed before the caret: where its name begins, and what is there of it. */
export function macroAt(text: string, caret: number, syntax: Syntax): { from: number; query: string } | null {
  const pattern = syntax === 'webhook' ? /\{\{?\s*([\w.-]{0,130})$/ : /\{\{\s*([\w.-]{0,130})$/;
  const before = text.slice(Math.max(0, caret - 140), caret);
  const found = pattern.exec(before);
  return found ? { from: caret - found[0].length, query: found[1] ?? '' } : null;
}

/**
 * The text with the macro in place of what stands from `from` to `to`, and where the caret goes: `{{name}}`, in a
 * webhook `{name}` unless two braces were typed.
 */
export function withMacro(
  text: string,
  from: number,
  to: number,
  name: string,
  syntax: Syntax = 'message',
): { text: string; caret: number } {
  const single = syntax === 'webhook' && !text.slice(from, to).startsWith('{{');
  const written = inBraces(name, single ? 'webhook' : 'message');
  // Braces that stand there already would be doubled; a lonely one behind a name that was not begun is the text's.
  const begun = text.slice(from, to).startsWith('{');
  const rest = begun ? text.slice(to).replace(single ? /^\s*\}/ : /^\s*\}{1,2}/, '') : text.slice(to);
  return { text: text.slice(0, from) + written + rest, caret: from + written.length };
}

/** As a macro is written there. */
export const inBraces = (name: string, syntax: Syntax): string =>
  syntax === 'webhook' ? `{${name}}` : `{{${name}}}`;

/** Those whose name or label holds every part of what was typed; a name that begins so comes first. */
export function matchingMacros(names: readonly MacroName[], query: string): MacroName[] {
  const wanted = query.toLowerCase();
  if (wanted === '') return [...names];
  const found = names.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(wanted));
  const begins = ({ name }: MacroName): boolean => name.toLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
