/** Reading the parameters of a call from outside, whatever shape they came in. */
import type { ReceivedRequest } from '../event/event.ts';
import { addParameter, emptyList, type ParameterList } from './parameterList.ts';
import { readJson } from './readJson.ts';
import { readPairs } from './readPairs.ts';
import { type Warning, warn } from './warning.ts';

export type ReadParameters = {
  /** Dotted name -> value: trimmed, without NUL and lone surrogates. */
  parameters: ReadonlyMap<string, string>;
  warnings: Warning[];
  /** Names sent more than once in the query or more than once in the body. */
  repeated: string[];
};

/**
 * The parameters of the query and of a form or JSON body; the body wins over the query and of a
 * repeated name the last value counts. Never fails: what cannot be read is a warning. Reads at most
 * 1,000 parameters of each and eight levels of nesting.
 */
export function readParameters(request: ReceivedRequest): ReadParameters {
  const list = emptyList([]);
  const mark = request.url.indexOf('?');
  if (mark >= 0) readPairs(request.url, mark + 1, list);
  if (request.body !== '') overlay(list, request);
  if (list.hidden.length > 0) addHidden(list);
  return { parameters: list.values, warnings: list.warnings, repeated: [...list.repeated] };
}

function overlay(list: ParameterList, request: ReceivedRequest): void {
  const body = emptyList(list.warnings);
  readBody(request, body);
  for (const [name, value] of body.values) list.values.set(name, value);
  for (const name of body.repeated) list.repeated.add(name);
  list.hidden.push(...body.hidden);
}

/** The body as what it looks like; its content type is often wrong and decides nothing but multipart. */
function readBody(request: ReceivedRequest, list: ParameterList): void {
  const text = request.body.trim();
  if (text === '') return;
  const isMultipart = /^\s*multipart\//i.test(request.contentType) || /^--\S+\r?\nContent-/i.test(text);
  if (!isMultipart) {
    const first = text[0];
    const looksLikeJson = first === '{' || first === '[';
    if (looksLikeJson && readJson(text, list)) return;
    if (!looksLikeJson && first !== '<' && text.includes('=')) {
      readPairs(text, 0, list);
      return;
    }
  }
  const reason =
    'The body is neither form (application/x-www-form-urlencoded) nor JSON; it was kept, not read.';
  warn(list.warnings, 'bodyNotUnderstood', reason);
}

function addHidden(list: ParameterList): void {
  const open = new Set(list.values.keys());
  const found = emptyList(list.warnings);
  for (const [name, value] of list.hidden) addParameter(found, name, value);
  for (const [name, value] of found.values) {
    if (!open.has(name)) list.values.set(name, value);
  }
}
