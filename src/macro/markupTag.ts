/** Reads one tag of a text, and says which mark it makes (Bot API, "HTML style"). */

/** `from` and `to` are its place in the text; attributes by name in lower case, the first of a name counts. */
export type Tag = {
  name: string;
  closing: boolean;
  attributes: ReadonlyMap<string, string>;
  from: number;
  to: number;
};

/** What a pair of tags makes of the words between; `href` is as written, macros and all. */
export type MarkKind = { type: string; href?: string; language?: string; emojiId?: string };

const opening = /<(\/?)([a-z][a-z0-9-]{0,31})/iy;
/** No value holds `<`: a tag ends before the next begins, so that reading them all takes linear time. */
const attribute = /\s+([a-z][\w+#.-]{0,63})(?:\s*=\s*(?:"([^"<]*)"|'([^'<]*)'|([^\s"'<>=][^\s"'<>]*)))?/iy;
const ending = /\s*>/y;

/** The tag that begins at `at`, of whatever name; null if none does. */
export function readTag(text: string, at: number): Tag | null {
  opening.lastIndex = at;
  const head = opening.exec(text);
  if (!head) return null;
  const attributes = new Map<string, string>();
  let to = opening.lastIndex;
  for (attribute.lastIndex = to; ; to = attribute.lastIndex) {
    const match = attribute.exec(text);
    if (!match) break;
    const name = (match[1] ?? '').toLowerCase();
    if (!attributes.has(name)) attributes.set(name, match[2] ?? match[3] ?? match[4] ?? '');
  }
  ending.lastIndex = to;
  if (!ending.test(text)) return null;
  const closing = head[1] === '/';
  return { name: (head[2] ?? '').toLowerCase(), closing, attributes, from: at, to: ending.lastIndex };
}

const plainKinds: ReadonlyMap<string, string> = new Map([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['tg-spoiler', 'spoiler'],
  ['code', 'code'],
  ['pre', 'pre'],
]);

const otherNames: ReadonlySet<string> = new Set(['a', 'span', 'blockquote', 'tg-emoji']);

export const isKnownTag = (name: string): boolean => plainKinds.has(name) || otherNames.has(name);

/** The mark of an opening tag, or the reason why it makes none. */
export function markKindOf({ name, attributes }: Tag): MarkKind | string {
  const type = plainKinds.get(name);
  if (type) return type === 'pre' || type === 'code' ? { type, ...languageOf(attributes) } : { type };
  switch (name) {
    case 'a': {
      const href = attributes.get('href');
      return href === undefined ? 'a link needs href="https://..."' : { type: 'text_link', href };
    }
    case 'span':
      return attributes.get('class') === 'tg-spoiler'
        ? { type: 'spoiler' }
        : 'span is known with class="tg-spoiler" only';
    case 'blockquote':
      return { type: attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote' };
    case 'tg-emoji': {
      const emojiId = attributes.get('emoji-id') ?? '';
      if (/^\d{1,20}$/.test(emojiId)) return { type: 'custom_emoji', emojiId };
      return 'tg-emoji needs emoji-id="..." of digits';
    }
    default:
      return 'Telegram knows no such tag';
  }
}

/** `class="language-python"`, or `language-python` alone. */
function languageOf(attributes: ReadonlyMap<string, string>): { language?: string } {
  for (const written of [attributes.get('class') ?? '', ...attributes.keys()]) {
    if (/^language-[\w+#.-]{1,64}$/i.test(written)) return { language: written.slice('language-'.length) };
  }
  return {};
}
