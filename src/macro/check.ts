/** What can be said of a template before any lead meets it: the findings of a save or a lint. */

import type { Syntax } from './reference.ts';
import type { Macro } from './scan.ts';
import { cleanSource, parseTemplate, type Template } from './template.ts';
import { outside, path, type Surroundings, type UrlPosition } from './urlPosition.ts';

/** `at` is the index in the source; `name` the macro, or the text that looks like one. */
export type Finding = { name: string; reason: string; at: number };

/** The keys that exist; null where anything goes. */
export type Known = {
  fields: ReadonlySet<string> | null;
  tracker: ReadonlySet<string> | null;
  variables: ReadonlySet<string>;
};

/** Names unknown macros and filters, broken `{{...}}`, and macros in the host of a URL in the text. */
export function checkTemplate(source: string, syntax: Syntax, known: Known): Finding[] {
  const template = parseTemplate(source, syntax);
  return [
    ...template.pieces.flatMap(({ macro }) => checkMacro(macro, known)),
    ...checkHosts(template, surroundingsOf(source, syntax)),
    ...checkBraces(cleanSource(source), template),
  ].sort((left, right) => left.at - right.at);
}

/** As `checkTemplate`, for a source that has to be a whole URL. */
export function checkUrl(source: string, syntax: Syntax, known: Known): Finding[] {
  const { url } = parseTemplate(source, syntax);
  const findings = checkTemplate(source, syntax, known);
  if (
    url.kind !== 'refused' ||
    findings.some((finding) => finding.at === url.at && finding.name === url.macro)
  ) {
    return findings;
  }
  return [{ name: url.macro, reason: url.reason, at: url.at }, ...findings];
}

/** The names a template asks for, each once, in full: webhook's `{KEY}` is listed as `fields.KEY`. */
export function namesIn(template: Template): string[] {
  return [...new Set(template.pieces.map(({ macro }) => fullName(macro)))];
}

function fullName({ name, reference }: Macro): string {
  switch (reference.kind) {
    case 'builtin':
      return reference.key;
    case 'field':
      return `fields.${reference.key}`;
    case 'tracker':
      return `tracker.${reference.key}`;
    case 'variable':
      return `variables.${reference.key}`;
    case 'event':
      return `event.${reference.key}`;
    default:
      return name;
  }
}

function checkMacro({ name, at, reference, filters }: Macro, known: Known): Finding[] {
  const findings: Finding[] = [];
  if (reference.kind === 'unknown') findings.push({ name, reason: 'there is no macro of this name', at });
  if (reference.kind === 'field' && !reference.fallback && known.fields?.has(reference.key) === false) {
    findings.push({ name, reason: `the bot has no custom field ${reference.key}`, at });
  }
  if (reference.kind === 'tracker' && known.tracker?.has(reference.key) === false) {
    findings.push({ name, reason: `no campaign brings a tracker field ${reference.key}`, at });
  }
  if (reference.kind === 'variable' && !hasVariable(reference.key, known.variables)) {
    findings.push({ name, reason: `the bot has no variable ${reference.key}`, at });
  }
  for (const filter of filters) {
    if (filter.filter !== 'bad') continue;
    findings.push({ name, reason: `${JSON.stringify(filter.written.slice(0, 60))} is no filter`, at });
  }
  return findings;
}

const hasVariable = (key: string, variables: ReadonlySet<string>): boolean =>
  variables.has(key) || variables.has(`variables.${key}`);

/** Null for a form body, in which a macro behind `https://x.com&b=` stands in no URL. */
function surroundingsOf(source: string, syntax: Syntax): Surroundings | null {
  if (syntax === 'message') return 'text';
  return /^\s*(?:[[{"]|(?:https?|tg):\/\/)/i.test(source) ? 'json' : null;
}

function checkHosts(template: Template, surroundings: Surroundings | null): Finding[] {
  if (!surroundings) return [];
  const findings: Finding[] = [];
  let position: UrlPosition = outside;
  for (const { steps, macro, beforeScheme } of template.pieces) {
    position = steps[surroundings][position] ?? outside;
    if (position === path || (position === outside && !beforeScheme)) continue;
    const reason = `the macro ${macro.name} cannot supply a URL's scheme, host or port`;
    findings.push({ name: macro.name, reason, at: macro.at });
  }
  return findings;
}

/** `{{first name}}` or `{{name | default: friend"}}` is sent as it stands, hardly what was meant. */
function checkBraces(source: string, template: Template): Finding[] {
  const starts = new Set(template.pieces.map(({ macro }) => macro.at));
  return [...source.matchAll(/\{\{[^{}\n]{1,200}\}\}/g)]
    .filter((match) => !starts.has(match.index))
    .map((match) => ({ name: match[0], reason: 'this is not read as a macro', at: match.index }));
}
