/** Where in a JSON text a place of a template is, by the literals before it. */

/** `escaped`: in a string, right behind a backslash that still waits for the sign it escapes. */
export type JsonPosition = 'bare' | 'string' | 'escaped';

/** The position after a literal. A value never moves it: values are inserted whole and escaped. */
export function jsonPositionAfter(literal: string, start: JsonPosition): JsonPosition {
  // A macro behind a lone backslash gets a second one, which ends the escape: see `renderJson`.
  let position: JsonPosition = start === 'escaped' ? 'string' : start;
  for (let at = 0; at < literal.length; at++) {
    const sign = literal[at];
    if (position === 'escaped') position = 'string';
    else if (sign === '"') position = position === 'bare' ? 'string' : 'bare';
    else if (sign === '\\' && position === 'string') position = 'escaped';
  }
  return position;
}
