/** Says a condition in plain words. */
import { complement } from './complement.ts';
import type { Comparison, Condition } from './conditionShape.ts';
import { explainEnglish } from './explainEnglish.ts';
import { explainRussian } from './explainRussian.ts';

type Language = {
  and: string;
  or: string;
  not: string;
  comparison: (comparison: Comparison) => string;
};

const languages: Record<'en' | 'ru', Language> = {
  en: { and: 'and', or: 'or', not: 'it is not true that', comparison: explainEnglish },
  ru: { and: 'и', or: 'или', not: 'неверно, что', comparison: explainRussian },
};

/** One sentence without capital and full stop; brackets stand only where it would mean something else. */
export function explainCondition(condition: Condition, language: 'en' | 'ru'): string {
  return explain(simplify(condition), languages[language]);
}

function explain(condition: Condition, language: Language): string {
  switch (condition.kind) {
    case 'compare':
      return language.comparison(condition);
    case 'not':
      return `${language.not} ${inBrackets(condition.condition, language, ['and', 'or'])}`;
    case 'and':
      return condition.conditions
        .map((one) => inBrackets(one, language, ['or', 'not']))
        .join(` ${language.and} `);
    case 'or': {
      // The comma says what brackets would: "a and b, or c".
      const comma = condition.conditions.some((one) => one.kind === 'and') ? ',' : '';
      return condition.conditions
        .map((one) => inBrackets(one, language, ['not']))
        .join(`${comma} ${language.or} `);
    }
  }
}

function inBrackets(condition: Condition, language: Language, kinds: readonly Condition['kind'][]): string {
  const text = explain(condition, language);
  return kinds.includes(condition.kind) ? `(${text})` : text;
}

/** The same meaning with fewer words: `not` goes into a comparison, a list into a list of its kind. */
function simplify(condition: Condition): Condition {
  if (condition.kind === 'compare') return condition;
  if (condition.kind === 'not') {
    const inner = simplify(condition.condition);
    if (inner.kind === 'not') return inner.condition;
    return (inner.kind === 'compare' && complement(inner)) || { kind: 'not', condition: inner };
  }
  const { kind } = condition;
  const conditions = condition.conditions
    .map(simplify)
    .flatMap((one) => (one.kind === kind ? one.conditions : [one]));
  const [only] = conditions;
  return conditions.length === 1 && only ? only : { kind, conditions };
}
