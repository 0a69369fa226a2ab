/** Conditions that can never hold, always hold, or hold whenever another does. */
import type { Condition, Operand } from './conditionShape.ts';
import { contradict, isEmptied } from './contradiction.ts';
import { formatCondition } from './formatCondition.ts';
import { type Atom, type Goal, goalOf } from './goal.ts';

/**
 * True if no dialog can satisfy the condition: `status = auto and status = manual`, `count(x) < 0`.
 * False means only that none was found out; so it is with `isAlways` and `covers`.
 */
export const isNever = (condition: Condition): boolean => refuted([goalOf(condition, true)]);

/** True if every dialog satisfies the condition: `cost > 5 or cost < 10`. */
export const isAlways = (condition: Condition): boolean => refuted([goalOf(condition, false)]);

/** True if the earlier condition holds whenever the later one does, so that a branch on the later one is never taken. */
export const covers = (earlier: Condition, later: Condition): boolean =>
  formatCondition(earlier) === formatCondition(later) ||
  refuted([goalOf(later, true), goalOf(earlier, false)]);

/**
 * How many comparisons of atoms are made before the search gives up. A usual condition needs less than
 * a hundred; nested alternatives are exponential, and this is some milliseconds.
 */
const longestSearch = 20_000;

/** What has been demanded on the way to here, by operand. */
type Branch = { groups: Map<string, { operand: Operand; atoms: Atom[] }>; left: number };

const refuted = (goals: readonly Goal[]): boolean =>
  closes(goals, { groups: new Map(), left: longestSearch });

/** Whether the goals cannot all be met, given what the branch demands already. */
function closes(goals: readonly Goal[], branch: Branch): boolean {
  const open = [...goals];
  const added: Atom[] = [];
  const choices: Goal[][] = [];
  let closed = false;
  for (let goal = open.pop(); goal && !closed; goal = open.pop()) {
    if (goal.kind === 'atom') {
      added.push(goal);
      closed = demand(goal, branch);
    } else if (goal.kind === 'all') open.push(...goal.goals);
    else choices.push([...goal.goals]);
  }
  const [choice, ...others] = choices;
  if (!closed && choice && branch.left > 0) {
    const rest = others.map((any): Goal => ({ kind: 'any', goals: any }));
    closed = choice.every((one) => closes([...rest, one], branch));
  }
  for (const { comparison } of added) branch.groups.get(keyOf(comparison.operand))?.atoms.pop();
  return closed;
}

/** Adds an atom to the branch; true if that contradicts what is there. */
function demand(atom: Atom, branch: Branch): boolean {
  const { operand } = atom.comparison;
  const key = keyOf(operand);
  const group = branch.groups.get(key) ?? { operand, atoms: [] };
  branch.groups.set(key, group);
  group.atoms.push(atom);
  branch.left -= group.atoms.length ** 2;
  if (branch.left <= 0) return false;
  if (contradict(operand, group.atoms)) return true;
  if (operand.of !== 'event' && operand.of !== 'count') return false;
  return isEmptied(branch.groups.get(keyOf({ of: 'event' }))?.atoms ?? []) && hasCounted(branch);
}

/** Whether some event must have happened. */
function hasCounted(branch: Branch): boolean {
  return [...branch.groups.values()].some(
    ({ operand, atoms }) =>
      operand.of === 'count' && atoms.length > 0 && contradict(operand, [...atoms, none(operand)]),
  );
}

const none = (operand: Operand): Atom => ({
  kind: 'atom',
  comparison: { kind: 'compare', operand, operator: '=', literal: { is: 'number', text: '0', value: '0' } },
  holds: true,
});

function keyOf(operand: Operand): string {
  if (operand.of === 'count' || operand.of === 'last') return `${operand.of} ${operand.event}`;
  return operand.of === 'field' || operand.of === 'tracker' ? `${operand.of} ${operand.key}` : operand.of;
}
