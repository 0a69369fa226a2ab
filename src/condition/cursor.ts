/** Where the parser stands in the text, and the first thing it did not understand. */
import type { ConditionProblem } from './conditionShape.ts';
import { nextToken, type Token } from './scan.ts';

export type Cursor = { source: string; token: Token; problem: ConditionProblem | null; depth: number };

/** A cursor at the first token. */
export function cursorAt(source: string): Cursor {
  const start: Token = { kind: 'end', text: '', at: 0, end: 0 };
  const cursor: Cursor = { source, token: start, problem: null, depth: 0 };
  step(cursor);
  return cursor;
}

/** Goes on to the next token and returns it; one that cannot be read is refused here. */
export function step(cursor: Cursor): Token {
  const token = nextToken(cursor.source, cursor.token.end);
  cursor.token = token;
  if (token.kind === 'wrong') refuse(cursor, token.at, token.text);
  return token;
}

/** Notes why and where the text is not understood, unless an earlier sign is not understood either; always null. */
export function refuse(cursor: Cursor, at: number, reason: string): null {
  if (!cursor.problem || at < cursor.problem.at) cursor.problem = { at, reason };
  return null;
}
