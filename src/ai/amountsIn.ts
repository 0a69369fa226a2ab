/** The amounts of money that a claim names; English and Russian. Pure. */
import { type Decimal, parseDecimal } from '../base/decimal.ts';
import { bonusEn, bonusRu, depositEn, depositRu, type FactKind, payoutEn, payoutRu } from './factPatterns.ts';

const currency =
  '(?:[$€£₽]|usd|eur|gbp|rub|brl|inr|kzt|uah|usdt|dollars?|euros?|bucks|rubles|roubles|руб\\p{L}*|долл\\p{L}*|евро|тенге|грн|гривен|бакс\\p{L}*)';
const number = "\\d{1,3}(?:[ ',.]\\d{3}){1,6}(?:[.,]\\d{1,2})?|\\d{1,20}(?:[.,]\\d{1,8})?";
const withCurrency = new RegExp(`([$€£₽]) ?(${number})|(${number}) ?${currency}(?![\\p{L}\\p{N}])`, 'gu');
/** A bare number right behind the noun: `deposit of 500`, `депозит 500`. */
const bare = new RegExp(
  `(?:${depositEn}|${depositRu}|${payoutEn}|${payoutRu}|${bonusEn}|${bonusRu})(?: of| в размере| на сумму| на| в)? (${number})(?![\\p{L}\\p{N}%:/-])`,
  'gu',
);

/** Amounts that a claim names; what is told of a bonus is no deposit's amount. */
export function amountsIn(clause: string, kind: FactKind): Decimal[] {
  const found = [...clause.matchAll(withCurrency), ...clause.matchAll(bare)].filter((match) => {
    const following = clause.slice((match.index ?? 0) + match[0].length);
    const besides = /^ ?(?:more|bonus|minimum|бонус|больше|минимум)/u.test(following);
    const preceding =
      /(?:another|more|minimum|from|at least|еще|минимум|от|следующ\p{L}+)(?: (?:is|of|на))? $/u.test(
        clause.slice(0, match.index),
      );
    return kind === 'bonus' || (!besides && !preceding);
  });
  return found.flatMap((match) => {
    const text = match.slice(1).find((part) => part !== undefined && /\d/.test(part));
    const parsed = text === undefined ? null : parseDecimal(text.replace(/[.,]$/, ''));
    return parsed?.ok ? [parsed.value] : [];
  });
}
