import type { Literal } from './conditionShape.ts';

/** The text of a value, nothing where there is none. */
export const literalText = (literal: Literal | null): string =>
  literal === null || literal.is === 'none' ? '' : literal.text;
