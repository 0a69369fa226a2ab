/** Whether a few demands on one operand contradict each other. True only when they surely do. */
import type { Decimal } from '../base/decimal.ts';
import type { Literal, Operand } from './conditionShape.ts';
import type { Atom } from './goal.ts';
import { literalText } from './literalText.ts';
import { type Bound, isEmptyRange, turnRound } from './numberRange.ts';
import { statuses } from './operandRule.ts';
import { valuesContradict } from './valueContradiction.ts';

/** All atoms are of the operand; none of them is known to be possible alone (`count(x) < 0`). */
export function contradict(operand: Operand, atoms: readonly Atom[]): boolean {
  switch (operand.of) {
    case 'count':
      return isEmptyRange(boundsOf(atoms), { whole: true, least: 0n });
    case 'chatId':
      return isEmptyRange(boundsOf(atoms), { whole: true, least: null });
    case 'cost':
    case 'created':
      return isEmptyRange(boundsOf(atoms), { whole: false, least: null });
    case 'amount':
    case 'last':
    case 'lastMessage':
      return optionalNumbersContradict(atoms);
    case 'event':
      return hasBoth(atoms);
    case 'tags':
      return hasBoth(atoms) || (isEmptied(atoms) && atoms.some(isPresence));
    case 'field':
      return valuesContradict(atoms, 'perhapsList');
    case 'tracker':
      return valuesContradict(atoms, 'text');
    case 'status':
      return statuses.every((status) => textsContradict([...atoms, equalTo(operand, status)]));
    default:
      return textsContradict(atoms);
  }
}

/** Demands no value at all. */
export const isEmptied = (atoms: readonly Atom[]): boolean =>
  atoms.some(({ comparison, holds }) => comparison.operator === 'isEmpty' && holds);

/** Holds only of something that has a value. */
export const isPresence = ({ comparison, holds }: Atom): boolean =>
  holds === (comparison.operator !== 'isEmpty');

/** The same demanded and forbidden. */
function hasBoth(atoms: readonly Atom[]): boolean {
  const keys = (wanted: boolean): string[] =>
    atoms
      .filter(({ holds }) => holds === wanted)
      .map(({ comparison }) => `${comparison.operator} ${literalText(comparison.literal)}`);
  const forbidden = new Set(keys(false));
  return keys(true).some((key) => forbidden.has(key));
}

/** A missing number forbids every comparison; a present one turns a forbidden comparison round. */
function optionalNumbersContradict(atoms: readonly Atom[]): boolean {
  const present = atoms.some(isPresence);
  if (isEmptied(atoms)) return present;
  return present && isEmptyRange(boundsOf(atoms), { whole: false, least: null });
}

/** The comparisons of a number that is there. */
function boundsOf(atoms: readonly Atom[]): Bound[] {
  return atoms.flatMap(({ comparison, holds }) => {
    const value = numberIn(comparison.literal);
    if (value === null) return [];
    return [{ operator: holds ? comparison.operator : turnRound(comparison.operator), value }];
  });
}

function numberIn(literal: Literal | null): Decimal | null {
  if (literal?.is === 'number') return literal.value;
  return literal?.is === 'duration' ? String(literal.ms) : null;
}

/** Of one text that may be missing. */
function textsContradict(atoms: readonly Atom[]): boolean {
  if (hasBoth(atoms)) return true;
  if (isEmptied(atoms)) return atoms.some(isPresence);
  const textsOf = (operator: '=' | 'has', wanted: boolean): string[] =>
    atoms
      .filter(({ comparison, holds }) => comparison.operator === operator && holds === wanted)
      .map(({ comparison }) => literalText(comparison.literal));
  const equal = textsOf('=', true);
  const parts = [...equal, ...textsOf('has', true)];
  return (
    equal.some((text) => text !== equal[0]) ||
    equal.some((text) => textsOf('has', true).some((part) => !text.includes(part))) ||
    textsOf('has', false).some((part) => parts.some((text) => text.includes(part)))
  );
}

const equalTo = (operand: Operand, text: string): Atom => ({
  kind: 'atom',
  comparison: { kind: 'compare', operand, operator: '=', literal: { is: 'text', text } },
  holds: true,
});
