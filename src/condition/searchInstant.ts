/**
 * Marks by which times and days are found. An instant has one for each of four sizes of span (2.3 hours, 37
 * hours, 25 days, 398 days: powers of two in milliseconds); a day its year, its month and itself.
 */
import type { Instant } from '../base/instant.ts';
import type { Cover } from './searchNumber.ts';

/** Powers of two, in milliseconds; each span holds sixteen of the one before. */
const spans = [23, 27, 31, 35] as const;
const widest = 35;
/** The last widest span that is told apart: up to the year 2109. */
const last = 127;

const numberOf = (at: Instant, span: number): number => Math.floor(at / 2 ** span);

/** Times outside the spans that are told apart count as at their edge. */
const clamped = (at: Instant): Instant => Math.max(0, Math.min((last + 1) * 2 ** widest - 1, at));

export const instantMarks = (at: Instant): string[] =>
  spans.map((span) => `${span}:${numberOf(clamped(at), span)}`);

/** Instants after a bound, or before it; the bound itself belongs to neither. */
export function instantCover(side: 'after' | 'before', bound: Instant): Cover {
  const after = side === 'after';
  const edge = clamped(bound);
  const sure: string[] = [];
  for (const span of spans) {
    const own = numberOf(edge, span);
    const parent = Math.floor(own / 16);
    const [from, to] = span === widest ? [0, last] : [parent * 16, parent * 16 + 15];
    for (let n = after ? own + 1 : from; n <= (after ? to : own - 1); n += 1) sure.push(`${span}:${n}`);
  }
  // The span of the bound itself holds both; at the edges it also holds what was clamped.
  return { sure, perhaps: [`${spans[0]}:${numberOf(edge, spans[0])}`] };
}

const dayPattern = /^([0-9]{4})-([0-9]{2})-([0-9]{2})/;
const firstYear = 1950;
const lastYear = 2100;

const yearMark = (year: number): string => `@${Math.max(firstYear, Math.min(lastYear, year))}`;

/** The marks of a text that begins with a day, none of any other. Months and days may be out of the calendar. */
export function dayMarks(text: string): string[] {
  const parts = dayPattern.exec(text);
  return parts ? [yearMark(Number(parts[1])), `@${parts[1]}-${parts[2]}`, `@${parts[0]}`] : [];
}

/** Days on one side of a day of the calendar, itself included or not. */
export function dayCover(side: 'above' | 'below', bound: string, inclusive: boolean): Cover {
  const [year = 0, month = 0, day = 0] = bound.split('-').map(Number);
  const up = side === 'above';
  const sure: string[] = [];
  const beyond = (number: number, own: number): boolean => (up ? number > own : number < own);
  for (let n = firstYear + 1; n < lastYear; n += 1) if (beyond(n, year)) sure.push(`@${n}`);
  const perhaps = [yearMark(firstYear), yearMark(lastYear)];
  // Two digits each: what no calendar has is compared as text all the same.
  for (let n = 0; n <= 99; n += 1) {
    if (beyond(n, month)) sure.push(`@${bound.slice(0, 4)}-${pair(n)}`);
    if (beyond(n, day)) sure.push(`@${bound.slice(0, 7)}-${pair(n)}`);
  }
  if (inclusive) sure.push(`@${bound}`);
  return { sure, perhaps };
}

const pair = (n: number): string => String(n).padStart(2, '0');
