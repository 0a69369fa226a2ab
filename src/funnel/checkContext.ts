/** What every check of a funnel file works with. */

import type { Result } from '../base/result.ts';
import {
  type Condition,
  type ConditionPlace,
  type ConditionProblem,
  parseCondition,
} from '../condition/condition.ts';
import { collectFindings, type Finding, type Report } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import { createSuggest, type Suggest } from './nearest.ts';
import type { SpaceIndex } from './spaceIndex.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

export type CheckContext = {
  funnel: Funnel;
  space: SpaceIndex;
  around: Surroundings;
  findings: Finding[];
  report: Report;
  /** The known name that was probably meant. */
  suggest: Suggest;
  /** Null for a bot that there is not. */
  vocabularyOf(botKey: string): Vocabulary | null;
  /** A text that stands in many places is parsed once. */
  readCondition(text: string, place: ConditionPlace): Result<Condition, ConditionProblem>;
};

export function createContext(funnel: Funnel, space: SpaceIndex): CheckContext {
  const suggest = createSuggest();
  const around = surroundingsOf(funnel, space);
  const vocabularies = new Map<string, Vocabulary | null>();
  const conditions = new Map<string, Result<Condition, ConditionProblem>>();
  return {
    ...{ funnel, space, around, suggest },
    ...collectFindings(),
    vocabularyOf: (botKey) =>
      remembered(vocabularies, botKey, () => {
        const bot = around.bot(botKey);
        return bot && vocabularyOf(bot, around.postbacks, suggest);
      }),
    readCondition: (text, place) =>
      remembered(conditions, `${place} ${text}`, () => parseCondition(text, place)),
  };
}

function remembered<Value>(kept: Map<string, Value>, key: string, make: () => Value): Value {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}
