/** Renders a message's text with the marks on it. */
import type { Entity } from '../base/entity.ts';
import type { MacroData, Warn } from './macroData.ts';
import { renderText } from './render.ts';
import { urlFrom } from './renderUrl.ts';
import type { Piece, Template, TemplateMark } from './template.ts';
import { beginRun, type Run, weave } from './weave.ts';

/** A text and its marks in Telegram's order: by where they begin, the longer first. */
export type Formatted = { text: string; entities: Entity[] };

/**
 * Reads the template as Telegram HTML (Bot API, "HTML style"): its well-formed known tags become marks,
 * its `&lt; &gt; &amp; &quot;` and numeric references signs, all else stays text. Values and variables are
 * never markup. A link whose variable holds no address loses its mark. Without markup the text is
 * exactly `renderText`'s.
 */
export function renderFormatted(template: Template, data: MacroData, warn: Warn): Formatted {
  const { formatted } = template;
  if (!formatted) return { text: renderText(template, data, warn), entities: [] };
  const { body, marks } = formatted;
  const run = beginRun(data, warn);
  const lengths = new Map<Piece, number>();
  const text = weave(body, run, {
    surroundings: 'text',
    insert: (value, piece) => {
      lengths.set(piece, value.length);
      return value;
    },
  });
  const starts = literalStarts(body, lengths);
  const entities = marks.flatMap((mark) => {
    const offset = (starts[mark.from.piece] ?? 0) + mark.from.offset;
    const length = (starts[mark.to.piece] ?? 0) + mark.to.offset - offset;
    return length > 0 ? entityOf(mark, offset, length, run) : [];
  });
  entities.sort((left, right) => left.offset - right.offset || right.length - left.length);
  return { text, entities };
}

/** Where in the rendered text each piece's literal begins, and the tail. */
function literalStarts(body: Template, lengths: ReadonlyMap<Piece, number>): number[] {
  const starts = [0];
  let at = 0;
  for (const piece of body.pieces) {
    at += piece.literal.length + (lengths.get(piece) ?? 0);
    starts.push(at);
  }
  return starts;
}

/** At most one. `tg://user?id=1` names a person instead of a page. */
function entityOf({ kind, link }: TemplateMark, offset: number, length: number, run: Run): Entity[] {
  const { type, language, emojiId } = kind;
  if (!link) {
    return [{ type, offset, length, ...(language ? { language } : {}), ...(emojiId ? { emojiId } : {}) }];
  }
  const url = urlFrom(link, run);
  if (!url.ok) return [];
  const person = /^tg:\/\/user\/?\?id=(\d{1,15})$/i.exec(url.value);
  if (person) return [{ type: 'text_mention', offset, length, userId: Number(person[1]) }];
  return [{ type, offset, length, url: url.value }];
}
