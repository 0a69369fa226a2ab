/** The door of the one condition grammar: parse, evaluate, explain, write, look for what can never be. */
export { type CandidateContext, candidate } from './candidate.ts';
export { type ConditionTest, compileCondition } from './compileCondition.ts';
export type {
  Comparison,
  Condition,
  ConditionFacts,
  ConditionPlace,
  ConditionProblem,
  Literal,
  Operand,
  Operator,
} from './conditionShape.ts';
export { explainCondition } from './explainCondition.ts';
export { formatCondition } from './formatCondition.ts';
export { covers, isAlways, isNever } from './isNever.ts';
export { type ConditionNames, namesIn } from './namesIn.ts';
export { type OperandRule, ruleOf, statuses } from './operandRule.ts';
export { parseCondition } from './parseCondition.ts';
export {
  allMark,
  markEntries,
  oddMark,
  type SearchEntry,
  type SearchFacts,
  searchEntries,
} from './searchEntry.ts';
export type { SearchSet } from './searchSet.ts';
export { type ConditionSql, conditionSql, type SqlNames } from './sql.ts';
