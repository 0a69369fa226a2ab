/** Which tags of a text count: each has a partner, and stands where Telegram allows it. */
import { isKnownTag, type MarkKind, markKindOf, readTag, type Tag } from './markupTag.ts';

/** A tag that counts. A closing one has the kind of its opening one; null makes no mark of its own. */
export type Counted = { tag: Tag; kind: MarkKind | null };

export type Complain = (tag: Tag, reason: string) => void;

/** Every tag of the text that is one of Telegram's, in order; the others are complained of. */
export function tagsIn(text: string, complain: Complain): Tag[] {
  const tags: Tag[] = [];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const tag = readTag(text, at);
    if (!tag) continue;
    if (isKnownTag(tag.name)) tags.push(tag);
    else complain(tag, 'Telegram knows no such tag');
  }
  return tags;
}

/** Opening tag to closing tag. What stands crosswise (`<b><i></b></i>`) leaves the inner one alone. */
export function pairTags(tags: readonly Tag[], complain: Complain): ReadonlyMap<Tag, Tag> {
  const partners = new Map<Tag, Tag>();
  const open: Tag[] = [];
  const waiting = new Map<string, number>();
  const count = (name: string, by: number): void => {
    waiting.set(name, (waiting.get(name) ?? 0) + by);
  };
  for (const tag of tags) {
    if (!tag.closing) {
      open.push(tag);
      count(tag.name, 1);
      continue;
    }
    if (!waiting.get(tag.name)) complain(tag, 'nothing is open that this closes');
    else {
      for (let last = open.pop(); last; last = open.pop()) {
        count(last.name, -1);
        if (last.name === tag.name) {
          partners.set(last, tag);
          break;
        }
        complain(last, 'it is never closed');
      }
    }
  }
  for (const tag of open) complain(tag, 'it is never closed');
  return partners;
}

/**
 * The tags whose mark Telegram takes, in order. `usable` says what is wrong with a link's address.
 */
export function countTags(
  tags: readonly Tag[],
  partners: ReadonlyMap<Tag, Tag>,
  usable: (tag: Tag, kind: MarkKind) => string | null,
  complain: Complain,
): Counted[] {
  const counted: Counted[] = [];
  const around: MarkKind[] = [];
  const ends = new Map<Tag, MarkKind | null>();
  const open = new Map<string, number>();
  for (const tag of tags) {
    const ended = ends.get(tag);
    if (ended !== undefined) {
      counted.push({ tag, kind: ended });
      const type = around.pop()?.type ?? '';
      open.set(type, (open.get(type) ?? 0) - 1);
    }
    const close = partners.get(tag);
    if (!close) continue;
    const kind = markKindOf(tag);
    const reason = typeof kind === 'string' ? kind : (misplaced(kind, open) ?? usable(tag, kind));
    if (typeof kind === 'string' || reason !== null) {
      complain(tag, reason ?? '');
      continue;
    }
    const own = open.get(kind.type) || open.get('pre') ? null : kind;
    const outer = around.at(-1);
    if (outer?.type === 'pre' && kind.language) outer.language ??= kind.language;
    counted.push({ tag, kind: own });
    ends.set(close, own);
    around.push(kind);
    open.set(kind.type, (open.get(kind.type) ?? 0) + 1);
  }
  return counted;
}

/**
 * Marks nest except in code, where only `<pre><code class="language-...">` is one inside another; a
 * quote holds no quote, a link no link (Bot API, "Formatting options").
 */
function misplaced(kind: MarkKind, open: ReadonlyMap<string, number>): string | null {
  const inside = (type: string): boolean => (open.get(type) ?? 0) > 0;
  if (inside('code') || (inside('pre') && kind.type !== 'code')) return 'code holds no other mark';
  if (kind.type === 'text_link' && inside('text_link')) return 'a link holds no other link';
  const isQuote = kind.type === 'blockquote' || kind.type === 'expandable_blockquote';
  if (isQuote && (inside('blockquote') || inside('expandable_blockquote'))) {
    return 'a quote holds no other quote';
  }
  return null;
}
