/** Reads the Telegram HTML of a template: which words get which mark, and what is left as plain text. */
import { type Counted, countTags, pairTags, tagsIn } from './markupPairs.ts';
import type { MarkKind, Tag } from './markupTag.ts';
import type { Macro, Span } from './scan.ts';
import { urlPlanOf } from './urlPlan.ts';

/** A text with macros, cut at them. */
export type Cut = { spans: readonly Span[]; tail: string };

/** A place in the text that is left: `offset` signs into the literal before macro number `piece`. */
export type Spot = { piece: number; offset: number };

/** `kind.href` is the address as written; `link` the same, cut at its macros. */
export type Mark = { kind: MarkKind; from: Spot; to: Spot; link: Cut | null };

/** Places count in the text in which each macro is one sign. */
export type Problem = { from: number; to: number; reason: string };

export type Markup = {
  /** The text without tags, its character references resolved. */
  body: Cut;
  marks: readonly Mark[];
  problems: readonly Problem[];
  /** False: `body` is the text as it was. */
  changed: boolean;
};

/** Stands for a macro: a cleaned source holds no NUL. */
const hole = '\0';

/**
 * Reads a cut text; never fails. A tag that is unknown, has no partner, has no usable address or stands
 * where Telegram allows none is no tag but text. Takes time linear in the length.
 */
export function readMarkup({ spans, tail }: Cut): Markup {
  const text = spans.map((span) => span.literal + hole).join('') + tail;
  const problems = strangeReferences(text);
  const complain = (tag: Tag, reason: string): void => {
    problems.push({ from: tag.from, to: tag.to, reason });
  };
  const links = new Map<Tag, Cut>();
  const seen = { at: 0, holes: 0 };
  const usable = (tag: Tag, { href }: MarkKind): string | null => {
    if (holesIn(text.slice(tag.from, tag.to)) > holesIn(href ?? '')) return 'a macro may stand in href only';
    if (href === undefined) return null;
    seen.holes += holesIn(text.slice(seen.at, tag.from));
    seen.at = tag.from;
    const link = cutLink(href, spans.slice(seen.holes, seen.holes + holesIn(href)));
    links.set(tag, link);
    const plan = urlPlanOf(link.spans, link.tail);
    return plan.kind === 'refused' ? plan.reason : null;
  };
  const tags = tagsIn(text, complain);
  const counted = countTags(tags, pairTags(tags, complain), usable, complain);
  problems.sort((left, right) => left.from - right.from);
  return { ...strip(text, spans, counted, links), problems };
}

const holesIn = (text: string): number => text.split(hole).length - 1;

function cutLink(href: string, spans: readonly Span[]): Cut {
  const literals = href.split(hole).map(resolveReferences);
  return {
    spans: spans.map(({ macro }, index) => ({ literal: literals[index] ?? '', macro })),
    tail: literals.at(-1) ?? '',
  };
}

/** Takes the tags that count out of the text; the macros of a link's address leave it with their tag. */
function strip(
  text: string,
  spans: readonly Span[],
  counted: readonly Counted[],
  links: ReadonlyMap<Tag, Cut>,
): Omit<Markup, 'problems'> {
  const left: Span[] = [];
  const marks: Mark[] = [];
  const open: (Mark | null)[] = [];
  let literal = '';
  let macro = 0;
  let changed = counted.length > 0;
  const take = (chunk: string): void => {
    const resolved = resolveReferences(chunk);
    changed ||= resolved.length !== chunk.length;
    resolved.split(hole).forEach((part, index) => {
      const before: Macro | undefined = index > 0 ? spans[macro++]?.macro : undefined;
      if (before) {
        left.push({ literal, macro: before });
        literal = '';
      }
      literal += part;
    });
  };
  let at = 0;
  for (const { tag, kind } of counted) {
    take(text.slice(at, tag.from));
    at = tag.to;
    macro += holesIn(text.slice(tag.from, tag.to));
    const here: Spot = { piece: left.length, offset: literal.length };
    if (tag.closing) {
      const mark = open.pop();
      if (mark) mark.to = here;
    } else {
      const mark = kind && { kind, from: here, to: here, link: links.get(tag) ?? null };
      open.push(mark);
      if (mark) marks.push(mark);
    }
  }
  take(text.slice(at));
  return { body: { spans: left, tail: literal }, marks, changed };
}

const reference = /&(?:(lt|gt|amp|quot)|#(\d{1,7})|#[xX]([\da-fA-F]{1,6}));/g;
const namedSigns: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const resolveReferences = (text: string): string =>
  text.includes('&')
    ? text.replace(reference, (written, name?: string, decimal?: string, hexadecimal?: string) => {
        if (name !== undefined) return namedSigns[name] ?? written;
        const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
        const isSign = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
        return isSign ? String.fromCodePoint(code) : written;
      })
    : text;

/** `&nbsp;` and others that a browser knows and Telegram does not. */
function strangeReferences(text: string): Problem[] {
  if (!text.includes('&')) return [];
  return [...text.matchAll(/&(?:[a-zA-Z]{2,10}|#\w{1,10});/g)]
    .filter(([written]) => resolveReferences(written) === written)
    .map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
      reason: 'Telegram knows &lt; &gt; &amp; &quot; and numbers of signs only',
    }));
}
