/** The one renderer under all others: walks a template, asks the place how to write each value. */
import { encodeForUrl } from './escape.ts';
import { applyFilters } from './filter.ts';
import type { MacroData, MacroWarning, Warn } from './macroData.ts';
import { readValue, valueText } from './reference.ts';
import type { Macro } from './scan.ts';
import type { Piece, Template } from './template.ts';
import { attribute, outside, path, type Surroundings, type UrlPosition } from './urlPosition.ts';

/** What one call of a renderer carries along. */
export type Run = {
  readonly data: MacroData;
  readonly warn: Warn;
  /** The variables being rendered, outermost first. */
  names: readonly string[];
  /** What variables may still cost: 1000 each and 1 for each sign of theirs. */
  budget: number;
  /** Where in a URL the template woven last ended. */
  ended: UrlPosition;
};

export type Place = {
  surroundings: Surroundings;
  /** Writes a value; inside a URL it is percent-encoded already. */
  insert: (value: string, piece: Piece, position: UrlPosition, run: Run) => string;
  /** Writes a macro that is a link's whole `href`. */
  link?: (macro: Macro, run: Run) => string;
};

const deepest = 8;
const variableCost = 1000;

/** The budget keeps ten variables that name each other ten times from making 10^8 texts. */
export const beginRun = (data: MacroData, warn: Warn): Run => ({
  data,
  warn,
  names: [],
  budget: 1_000_000,
  ended: outside,
});

export function weave(template: Template, run: Run, place: Place): string {
  let text = '';
  let position: UrlPosition = outside;
  for (const piece of template.pieces) {
    text += piece.literal;
    position = piece.steps[place.surroundings][position] ?? outside;
    if (position === outside && !piece.beforeScheme) {
      run.ended = outside;
      const value = valueIn(piece.macro, run);
      text += place.insert(value, piece, position, run);
      // `{{variables.link}}&name={{name}}`: the URL goes on behind the variable.
      position = place.surroundings === 'json' && piece.json === 'bare' ? outside : run.ended;
    } else if (position === path) {
      const value = encodeForUrl(valueIn(piece.macro, run), piece.macro.raw);
      text += place.insert(value, piece, position, run);
    } else if (position === attribute && place.link && piece.endsAttribute) {
      text += place.link(piece.macro, run);
    } else {
      run.warn({ macro: piece.macro.name, reason: 'host' });
      if (position === outside) text += place.insert('', piece, position, run);
    }
  }
  run.ended = template.tailSteps[place.surroundings][position] ?? outside;
  return text + template.tail;
}

/** The macro's value through its filters: well-formed, no NUL, '' (with a warning) if there is none. */
export function valueIn(macro: Macro, run: Run): string {
  const { reference, filters } = macro;
  let warned = reference.kind === 'unknown';
  if (warned) run.warn({ macro: macro.name, reason: 'unknown' });
  let text: string;
  if (reference.kind === 'variable') {
    const woven = insideVariable(macro, run, (template) => weave(template, run, plainPlace));
    warned = woven === null;
    text = woven ?? '';
  } else text = valueText(readValue(reference, run.data));
  if (filters.length > 0) text = filtered(text, macro, run);
  if (text === '' && !warned) run.warn({ macro: macro.name, reason: 'empty' });
  return text;
}

export const filtered = (text: string, macro: Macro, run: Run): string =>
  applyFilters(text, macro.filters, run.data.timezone, (reason) => run.warn({ macro: macro.name, reason }));

const plainPlace: Place = { surroundings: 'text', insert: (value) => value };

/** Runs `render` on a variable's template; null, with a warning, if there is none or it may not be entered. */
export function insideVariable(
  macro: Macro,
  run: Run,
  render: (template: Template) => string | null,
): string | null {
  const key = macro.reference.kind === 'variable' ? macro.reference.key : '';
  const template = run.data.variables.get(key) ?? run.data.variables.get(`variables.${key}`);
  const reason = template ? obstacle(key, run) : 'unknown';
  if (!template || reason) {
    run.warn({ macro: macro.name, reason: reason ?? 'unknown' });
    return null;
  }
  const names = run.names;
  run.names = [...names, key];
  run.budget -= variableCost;
  const text = render(template);
  run.budget -= text?.length ?? 0;
  run.names = names;
  return text;
}

function obstacle(key: string, run: Run): MacroWarning['reason'] | null {
  if (run.names.includes(key)) return 'cycle';
  if (run.names.length >= deepest) return 'tooDeep';
  return run.budget < variableCost ? 'tooLarge' : null;
}
