/** How a template renders where a whole URL is wanted: decided once, when it is parsed. */
import type { Macro, Span } from './scan.ts';

export type UrlPlan =
  /** The literals as they go into the URL, one before each macro, and the rest. */
  | { kind: 'literal'; literals: readonly string[]; tail: string }
  /** The whole URL is one bot variable. */
  | { kind: 'variable'; macro: Macro }
  /** `at` is the index in the source of the macro that is in the way, else 0. */
  | { kind: 'refused'; reason: string; macro: string; at: number };

const origin = /^(?:https?|tg):\/\/([^/?#]*)/i;
/** A host (IPv6 in brackets) and a port; no user name, percent sign, white space or backslash. */
const authority = /^(?:\[[0-9a-f:.]+\]|[^\s/?#\\@:%<>"^`{}|[\]\p{Cc}]+)(?::\d{1,5})?$/iu;

/** Whether a text is an absolute http, https or tg URL without user name, white space or controls. */
export function isAbsoluteUrl(text: string): boolean {
  const match = origin.exec(text);
  return match !== null && authority.test(match[1] ?? '') && !/[\s\p{Cc}]/u.test(text);
}

export function urlPlanOf(spans: readonly Span[], tail: string): UrlPlan {
  const first = spans[0];
  if (!first) return literalPlan([], tail.trim());
  if (first.literal.trim() === '') {
    if (spans.length > 1 || tail.trim() !== '') return refusedFor(first.macro, 'scheme, host or port');
    return first.macro.reference.kind === 'variable'
      ? { kind: 'variable', macro: first.macro }
      : refusedFor(first.macro, 'whole address; only a bot variable can be one');
  }
  const opening = first.literal.trimStart();
  const match = origin.exec(opening);
  // A macro right behind the host could lengthen it: `https://x.com{{a}}` with `.evil.com`.
  if (match && match[0].length === opening.length) return refusedFor(first.macro, 'scheme, host or port');
  return literalPlan([opening, ...spans.slice(1).map((span) => span.literal)], tail.trimEnd());
}

function literalPlan(literals: readonly string[], tail: string): UrlPlan {
  const opening = literals[0] ?? tail;
  const match = origin.exec(opening);
  if (!match) return refused('a URL begins with http://, https:// or tg://');
  const named = match[1] ?? '';
  if (named.includes('@')) return refused('a URL must not contain a user name or password');
  if (!authority.test(named)) return refused('the URL has no readable host');
  return { kind: 'literal', literals: literals.map(cleanLiteral), tail: cleanLiteral(tail) };
}

const refused = (reason: string): UrlPlan => ({ kind: 'refused', reason, macro: '', at: 0 });

const refusedFor = (macro: Macro, part: string): UrlPlan => ({
  kind: 'refused',
  reason: `the macro ${macro.name} cannot supply a URL's ${part}`,
  macro: macro.name,
  at: macro.at,
});

/** Line breaks and tabs come from pasting and go, as in a browser; other white space is encoded. */
const cleanLiteral = (literal: string): string =>
  literal.replace(/[\r\n\t]/g, '').replace(/[\s\p{Cc}]/gu, encodeURIComponent);
