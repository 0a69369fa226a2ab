/** Which of several conditions, asked from the top, can never be the one that is taken. */
import { type Condition, covers, isAlways, isNever } from '../condition/condition.ts';

/** `condition` null: it always holds. */
export type Choice = { condition: Condition | null; text: string };

/** Why a choice is dead: it can never hold, or an earlier one (or all of them together) is always taken first. */
export type Dead = { why: 'never' } | { why: 'same' | 'covered'; by: number } | { why: 'coveredTogether' };

export type JudgeChoices = {
  /** By place in the list; null where a choice may be taken. `given` holds whenever the choices are asked. */
  deadOf(choices: readonly Choice[], given?: Condition): (Dead | null)[];
  /** Whether one of the choices always holds. */
  leaveNothing(choices: readonly Choice[]): boolean;
};

/**
 * Signs of the conditions that are compared for one file, about a second at the worst. Comparing is quadratic
 * in the choices of one step; beyond this they are believed.
 */
const mostCompared = 2_000_000;

export function createJudgeChoices(): JudgeChoices {
  let left = mostCompared;
  const mayCompare = (...texts: readonly Choice[]): boolean => {
    left -= texts.reduce((sum, { text }) => sum + text.length, 0);
    return left > 0;
  };
  const deadOf = (choices: readonly Choice[], given?: Condition): (Dead | null)[] => {
    const open: { choice: Choice; place: number }[] = [];
    const byText = new Map<string, number>();
    return choices.map((choice, place) => {
      const dead = sameOf(choice, byText, open[0]) ?? judge(choice, open, given, mayCompare);
      if (dead === null) open.push({ choice, place });
      if (!byText.has(choice.text)) byText.set(choice.text, place);
      // Whatever stands first decides alone once it always holds.
      if (choice.condition === null && dead === null) open.splice(0, open.length, { choice, place });
      return dead;
    });
  };
  return {
    deadOf,
    leaveNothing: (choices) => {
      if (choices.some(({ condition }) => condition === null)) return true;
      const conditions = choices.flatMap(({ condition }) => condition ?? []);
      return mayCompare(...choices) && isAlways(anyOf(conditions));
    },
  };
}

type Placed = { choice: Choice; place: number };

function sameOf(
  { text }: Choice,
  byText: ReadonlyMap<string, number>,
  first: Placed | undefined,
): Dead | null {
  if (first?.choice.condition === null) return { why: 'covered', by: first.place };
  const by = byText.get(text);
  return by === undefined ? null : { why: 'same', by };
}

function judge(
  choice: Choice,
  earlier: readonly Placed[],
  given: Condition | undefined,
  mayCompare: (...texts: readonly Choice[]) => boolean,
): Dead | null {
  const condition = choice.condition ? allOf([...(given ? [given] : []), choice.condition]) : (given ?? null);
  if (choice.condition && condition && mayCompare(choice) && isNever(condition)) return { why: 'never' };
  const conditions = earlier.flatMap((one) => one.choice.condition ?? []);
  if (condition === null || conditions.length === 0) return null;
  if (!mayCompare(choice, ...earlier.map((one) => one.choice)) || !covers(anyOf(conditions), condition))
    return null;
  const alone = earlier.find(
    (one) =>
      mayCompare(choice, one.choice) && one.choice.condition && covers(one.choice.condition, condition),
  );
  return alone ? { why: 'covered', by: alone.place } : { why: 'coveredTogether' };
}

const allOf = (conditions: readonly Condition[]): Condition => joined('and', conditions);
const anyOf = (conditions: readonly Condition[]): Condition => joined('or', conditions);

function joined(kind: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return conditions.length === 1 && only ? only : { kind, conditions };
}
