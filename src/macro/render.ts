/**
 * Renders a template by place. Every renderer takes `warn`, called once for each macro that did not
 * come out as meant; none throws, and none reads a value as a template again.
 */
import { cleanHeader, encodeForUrl, escapeHtml, escapeJson } from './escape.ts';
import type { MacroData, Warn } from './macroData.ts';
import { readValue, valueText } from './reference.ts';
import { linkTarget } from './renderUrl.ts';
import type { Macro } from './scan.ts';
import type { Template } from './template.ts';
import { path } from './urlPosition.ts';
import { beginRun, type Place, type Run, valueIn, weave } from './weave.ts';

/** Plain text: values as they are, percent-encoded inside URLs of the text. */
export const renderText = (template: Template, data: MacroData, warn: Warn): string =>
  weave(template, beginRun(data, warn), textPlace);

/** Telegram HTML: the template is markup, the values are not. */
export const renderHtml = (template: Template, data: MacroData, warn: Warn): string =>
  weave(template, beginRun(data, warn), htmlPlace);

/**
 * A JSON body: escaped inside a string literal; outside of one a number stays bare, a text is
 * quoted, an empty value is null.
 */
export const renderJson = (template: Template, data: MacroData, warn: Warn): string =>
  weave(template, beginRun(data, warn), jsonPlace);

/** A header's value: no control characters, nothing that latin1 cannot hold. */
export const renderHeader = (template: Template, data: MacroData, warn: Warn): string =>
  cleanHeader(renderText(template, data, warn));

/** A form body (`a={x}&b={y}`): values percent-encoded, the template's own signs kept. */
export function renderForm(template: Template, data: MacroData, warn: Warn): string {
  const run = beginRun(data, warn);
  let form = '';
  for (const { literal, macro } of template.pieces) {
    form += literal + encodeForUrl(valueIn(macro, run), macro.raw);
  }
  return form + template.tail;
}

const textPlace: Place = { surroundings: 'text', insert: (value) => value };

/** `'` is no entity of Telegram's and stays in texts, but would end an `href='...'`. */
const escapeLink = (url: string): string => escapeHtml(url.replaceAll("'", '%27'));

const htmlPlace: Place = {
  surroundings: 'html',
  insert: (value, _piece, position) => (position === path ? escapeLink(value) : escapeHtml(value)),
  link: (macro, run) => escapeLink(linkTarget(macro, run)),
};

const jsonPlace: Place = {
  surroundings: 'json',
  insert: (value, piece, _position, run) => {
    // A lone backslash before the macro would escape the value's first sign.
    if (piece.json === 'escaped') return `\\${escapeJson(value)}`;
    if (piece.json === 'string') return escapeJson(value);
    if (value === '') return 'null';
    return isNumber(value, piece.macro, run) ? value : JSON.stringify(value);
  },
};

/** A number of the data that no filter has changed. An event's cost is one, exact as text. */
function isNumber(value: string, { reference }: Macro, run: Run): boolean {
  const numeric = reference.kind === 'event' && reference.key === 'cost';
  const source = readValue(reference, run.data);
  if (!numeric && typeof source !== 'number') return false;
  return valueText(source) === value && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]\d+)?$/.test(value);
}
