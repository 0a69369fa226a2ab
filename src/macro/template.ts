/** A text with macros, parsed once; what rendering needs to know of each place is worked out here. */
import { type JsonPosition, jsonPositionAfter } from './jsonPosition.ts';
import { type Cut, readMarkup, type Spot } from './markup.ts';
import type { MarkKind } from './markupTag.ts';
import type { Syntax } from './reference.ts';
import { type Macro, type Span, scan } from './scan.ts';
import { type UrlPlan, urlPlanOf } from './urlPlan.ts';
import { type Steps, stepsOf } from './urlPosition.ts';

/** A macro and the literal before it. */
export type Piece = {
  literal: string;
  /** How the literal moves the position in a URL. */
  steps: Steps;
  macro: Macro;
  /** Where the macro stands in a JSON text. */
  json: JsonPosition;
  /** Stands right before `://`, so its value would become a scheme. */
  beforeScheme: boolean;
  /** What follows ends an HTML attribute's value. */
  endsAttribute: boolean;
};

export type Template = {
  syntax: Syntax;
  pieces: readonly Piece[];
  /** The literal behind the last macro. */
  tail: string;
  tailSteps: Steps;
  url: UrlPlan;
  /** Of a message: what it is as Telegram HTML; null when that changes nothing. */
  formatted: { body: Template; marks: readonly TemplateMark[] } | null;
};

/** A mark between two places of the body; a link has its address. */
export type TemplateMark = { kind: MarkKind; from: Spot; to: Spot; link: Template | null };

/**
 * Parses a text with macros; never throws, and what is no macro stays as it is. NUL and half
 * surrogate pairs become U+FFFD. Takes time linear in the length.
 */
export function parseTemplate(source: string, syntax: Syntax): Template {
  const cut = scan(cleanSource(source), syntax);
  const template = templateOf(cut, syntax);
  return syntax === 'message' && /[<&]/.test(source)
    ? { ...template, formatted: formattedOf(cut, syntax) }
    : template;
}

const templateOf = ({ spans, tail }: Cut, syntax: Syntax): Template => ({
  syntax,
  pieces: piecesOf(spans, tail),
  tail,
  tailSteps: stepsOf(tail),
  url: urlPlanOf(spans, tail),
  formatted: null,
});

function formattedOf(cut: Cut, syntax: Syntax): Template['formatted'] {
  const { body, marks, changed } = readMarkup(cut);
  if (!changed) return null;
  return {
    body: templateOf(body, syntax),
    marks: marks.map((mark) => ({ ...mark, link: mark.link && templateOf(mark.link, syntax) })),
  };
}

/** Keeps the length, so that positions stay those of the author's text. */
export const cleanSource = (source: string): string => source.toWellFormed().replaceAll('\0', '\uFFFD');

function piecesOf(spans: readonly Span[], tail: string): Piece[] {
  let json: JsonPosition = 'bare';
  return spans.map(({ literal, macro }, index) => {
    json = jsonPositionAfter(literal, json);
    const following = spans[index + 1]?.literal ?? tail;
    return {
      literal,
      steps: stepsOf(literal),
      macro,
      json,
      beforeScheme: /^[a-z0-9+.-]*:\/\//i.test(following) && !/^(?:https?|tg):/i.test(following),
      endsAttribute: /^\s*["'>]/.test(following),
    };
  });
}
