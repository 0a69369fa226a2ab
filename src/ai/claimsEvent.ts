/**
 * Whether a text says that a registration, deposit, payout or bonus has happened although no event says so,
 * or names an amount that no event has; English and Russian. Pure.
 */
import { addDecimals, compareDecimals, type Decimal, parseDecimal } from '../base/decimal.ts';
import type { AiLeadEvent } from '../store/store.ts';
import { claimPattern, findPattern } from './claimPattern.ts';
import { wordsBefore } from './claimsPerson.ts';
import { type Clause, clausesOf, readingsOf } from './clause.ts';
import { provenEvents, sizeOf, sumsOf } from './eventWords.ts';
import {
  bonusEn,
  bonusRu,
  depositEn,
  depositRu,
  type FactKind,
  factPatterns,
  payoutEn,
  payoutRu,
} from './factPatterns.ts';

const kinds: readonly FactKind[] = ['deposit', 'registration', 'payout', 'bonus'];
const compiled = kinds.map((kind) => ({
  kind,
  past: factPatterns[kind].past.map(claimPattern),
  present: factPatterns[kind].present.map(claimPattern),
}));

const conditional =
  '(?:if|once|when|whenever|after|before|until|till|unless|whether|as soon as|in case|provided|while|suppose|imagine|make sure|check|ensure|let me know|tell me|wait|waiting|если|когда|как только|после|до|пока|чтобы|как|раз|при условии|проверьте|проверить|узнать|убедитесь|напишите|сообщите|дождитесь|жду|ждем|ждите|допустим)';

/** What, before a claim in its own clause, makes it no claim. */
const hedges = [
  `<${conditional}>[^,]*$`,
  "<(?:not|never|no|cannot|can't|don't|doesn't|didn't|hasn't|haven't|isn't|wasn't|won't|without|нет|не|ни|без|еще не|пока не)>(?! (?:problem|problems|worries|doubt|волнуй\\p{L}*|беспокой\\p{L}*|сомнева\\p{L}*|пережива\\p{L}*)>)[^,]*$",
  "<(?:can|to|may)>(?! (?:now |gladly |happily |also |already )*(?:confirm|say|see|tell|inform|announce|report|assure)>)(?: [\\p{L}']+){0,3}$",
  '<(?:need|want|have|has|had|going|try|trying|like|wish|hope|wait|waiting|unable|impossible|too early) to>[^,]*$',
  "<(?:will|would|shall|should|could|might|must|be|please|'ll|going|need|want|будет|будут|нужно|надо|можно|может|должен|должна|должны)>(?: [\\p{L}']+){0,3}$",
  '<(?:you|he|she|they) (?:say|says|said|wrote|write|mention|mentioned|told|claim|claimed|think|thought|believe|mean|meant)>[^,]*$',
  '<(?:вы|ты) (?:\\p{L}+ )?(?:говорите|говоришь|сказали|сказал|сказала|пишете|пишешь|написали|утверждаете|думаете|считаете|сообщили|упомянули)>.*$',
  '<(?:с ваших слов|по вашим словам|according to you|your words|as you say)>.*$',
].map(claimPattern);

/** Words before or behind a claim that turn its present tense into a rule of how things go. */
const rule =
  'if|once|when|whenever|after|before|until|unless|whether|as soon as|usually|normally|automatically|instantly|within|always|every|each|typically|как только|если|когда|после|обычно|автоматически|всегда';
const ruleBefore = claimPattern(
  `<(?:${rule}|not|never|no|isn't|aren't|will|can|could|may|не|нет|пока|будет)>|n't>`,
);
const ruleBehind = claimPattern(`<(?:${rule})>|<in (?:a few|\\d+|up to)>`);
const comfort =
  /(?:no (?:problem|worries|doubt)|don't worry|do not worry|не (?:волнуй|беспокой|пережива)\p{L}*)/gu;

const depositName = claimPattern(
  '<(?:sale|resale|ftd|rd|fd|dep|deposits?|payments?|top_?up|первый депозит)>|deposit|payment',
);
const proofs: Record<FactKind, (name: string) => boolean> = {
  deposit: (name) => depositName.test(name),
  // Nobody pays in without having registered.
  registration: (name) => /reg|sign_?up|lead/i.test(name) || depositName.test(name),
  payout: (name) => /withdraw|payout|cash_?out|winnings/i.test(name),
  bonus: (name) => /bonus|promo|cashback|reward|spin/i.test(name),
};

export type EventClaim = { kind: FactKind; why: 'noEvent' | 'otherAmount' };

/** The first claim that the lead's events do not bear out, null when there is none. */
export function claimsEvent(reply: string, events: readonly AiLeadEvent[]): EventClaim | null {
  const proven = provenEvents(events);
  const known = knownAmounts(events);
  for (const text of readingsOf(reply)) {
    const clauses = clausesOf(text);
    for (const [n, clause] of clauses.entries()) {
      for (const kind of claimedIn(clause)) {
        if (!proven.some(({ name }) => proofs[kind](name.toLowerCase()))) return { kind, why: 'noEvent' };
        const told = clause.after.startsWith(':')
          ? `${clause.text} ${clauses[n + 1]?.text ?? ''}`
          : clause.text;
        if (kind !== 'registration' && amountsIn(told, kind).some((one) => !isKnown(one, known))) {
          return { kind, why: 'otherAmount' };
        }
      }
    }
  }
  return null;
}

function claimedIn(clause: Clause): FactKind[] {
  if (clause.asked) return [];
  const isClaim = ({ at }: { at: number }): boolean => !isHedged(wordsBefore(clause, at));
  return compiled.flatMap(({ kind, past, present }) => {
    const done = findPattern(past, clause.text);
    const now = findPattern(present, clause.text).filter(({ at }) => !isRule(clause, at));
    return [...done, ...now].some(isClaim) ? [kind] : [];
  });
}

const isRule = ({ before, text, after }: Clause, at: number): boolean =>
  ruleBefore.test(`${before} ${text.slice(0, at)}`.replace(comfort, '')) ||
  ruleBehind.test(`${text.slice(at)} ${after}`);

const isHedged = (words: string): boolean => hedges.some((hedge) => hedge.test(words));

/** Sizes of the single amounts, and the sums that may be told of them. */
function knownAmounts(events: readonly AiLeadEvent[]): Decimal[] {
  const singles = provenEvents(events).flatMap(({ cost }) => (cost === null ? [] : [sizeOf(cost)]));
  const paidIn = provenEvents(events).filter(({ name, cost }) => cost !== null && proofs.deposit(name));
  const total = paidIn.reduce((sum, { cost }) => addDecimals(sum, cost ?? '0'), '0');
  return [...singles, ...[...sumsOf(events).values()].map(sizeOf), total];
}

const isKnown = (amount: Decimal, known: readonly Decimal[]): boolean =>
  known.some((one) => compareDecimals(one, amount) === 0);

const currency =
  '(?:[$€£₽]|usd|eur|gbp|rub|brl|inr|kzt|uah|usdt|dollars?|euros?|bucks|rubles|roubles|руб\\p{L}*|долл\\p{L}*|евро|тенге|грн|гривен|бакс\\p{L}*)';
const number = "\\d{1,3}(?:[ ',.]\\d{3})+(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d{1,8})?";
const withCurrency = new RegExp(`([$€£₽]) ?(${number})|(${number}) ?${currency}(?![\\p{L}\\p{N}])`, 'gu');
/** A bare number right behind the noun: `deposit of 500`, `депозит 500`. */
const bare = new RegExp(
  `(?:${depositEn}|${depositRu}|${payoutEn}|${payoutRu}|${bonusEn}|${bonusRu})(?: of| в размере| на сумму| на| в)? (${number})(?![\\p{L}\\p{N}%:/-])`,
  'gu',
);

/** Amounts that a claim names; what is told of a bonus is no deposit's amount. */
function amountsIn(clause: string, kind: FactKind): Decimal[] {
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
