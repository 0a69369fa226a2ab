/**
 * Whether a text says that a registration, deposit, payout or bonus has happened although no event says so,
 * or names an amount that no event has; English and Russian. Pure.
 */
import { addDecimals, compareDecimals, type Decimal } from '../base/decimal.ts';
import type { AiLeadEvent } from '../store/store.ts';
import { amountsIn } from './amountsIn.ts';
import { claimPattern, findPattern } from './claimPattern.ts';
import { wordsBefore } from './claimsPerson.ts';
import { type Clause, clausesOf, sentencesOf } from './clause.ts';
import { confirmsAsked } from './confirmsAsked.ts';
import { provenEvents, sizeOf, sumsOf } from './eventWords.ts';
import { type FactKind, factLabels, factPatterns } from './factPatterns.ts';
import { readingsOf } from './readingsOf.ts';

const kinds: readonly FactKind[] = ['deposit', 'registration', 'payout', 'bonus'];
const compiled = kinds.map((kind) => ({
  kind,
  labels: factLabels[kind].map(claimPattern),
  past: factPatterns[kind].past.map(claimPattern),
  present: factPatterns[kind].present.map(claimPattern),
}));

const conditional =
  '(?:if|once|when|whenever|after|before|until|till|unless|whether|as soon as|in order|in case|provided|while|suppose|imagine|make sure|check|ensure|let me know|tell me|wait|waiting|если|когда|как только|после|до|пока|чтобы|как|раз|при условии|проверьте|проверить|узнать|убедитесь|напишите|сообщите|дождитесь|жду|ждем|ждите|допустим)';

/** What, before a claim in its own clause, makes it no claim. */
const hedges = [
  `<${conditional}>[^,]*$`,
  "<(?:not|never|no|cannot|can't|don't|doesn't|didn't|hasn't|haven't|isn't|wasn't|won't|without|нет|не|ни|без|еще не|пока не)>(?! (?:problem|problems|worries|doubt|волнуй\\p{L}*|беспокой\\p{L}*|сомнева\\p{L}*|пережива\\p{L}*)>)[^,]*$",
  "<(?:can|to|may)>(?! (?:now |gladly |happily |also |already )*(?:confirm|say|see|tell|inform|announce|report|assure)>)(?: [\\p{L}']+){0,3}$",
  '<(?:need|want|have|has|had|going|try|trying|like|wish|hope|wait|waiting|unable|impossible|too early) to>[^,]*$',
  "<(?:will|would|shall|should|could|might|must|be|please|'ll|going|need|want|будет|будут|нужно|надо|можно|может|должен|должна|должны)>(?: [\\p{L}']+){0,3}$",
  '<(?:you|he|she|they) (?:say|says|said|wrote|write|mention|mentioned|told|claim|claimed|think|thought|believe|mean|meant)>[^,]*$',
  '<(?:вы|ты) (?:\\p{L}+ )?(?:говорите|говоришь|сказали|сказал|сказала|пишете|пишешь|написали|утверждаете|думаете|считаете|сообщили|упомянули)>.*$',
  '<(?:questions?|messages?|letters?|e?-?mails?|tickets?) (?:about|regarding|concerning|on)(?: \\p{L}+){0,2}$',
  '<(?:вопрос|сообщение|письмо|обращение)\\p{L}? (?:о|об|по|про|насчет)(?: \\p{L}+){0,2}$',
  '<(?:с ваших слов|по вашим словам|according to you|your words|as you say)>.*$',
].map(claimPattern);

/** Words before or behind a claim that turn its present tense into a rule of how things go. */
const rule =
  'if|once|when|whenever|after|before|until|unless|whether|as soon as|usually|normally|automatically|instantly|within|always|every|each|typically|как только|если|когда|после|обычно|автоматически|всегда';
const ruleBefore = claimPattern(
  `<(?:${rule}|not|never|no|isn't|aren't|will|can|could|may|не|нет|пока|будет)>|n't>`,
);
const ruleBehind = claimPattern(
  `<(?:${rule})>|<in (?:a |an |one|two|three|five|ten|half|few|\\d+|up to)|<(?:в течение|за (?:пару|несколько|минут|час|две|три|пять|\\d))`,
);
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

/** `deposit_failed` and `withdrawal_request` prove nothing. */
const undone =
  /fail|declin|reject|refus|cancel|attempt|start|init|request|pending|error|view|visit|click|abandon|expire|revers|refund|chargeback|(?:^|[^a-z])(?:no|not|un)[^a-z]|отказ|отклон|заявк|ошибк/;
const proves = (kind: FactKind, name: string): boolean => proofs[kind](name) && !undone.test(name);

export type EventClaim = { kind: FactKind; why: 'noEvent' | 'otherAmount' };

/**
 * The first claim that the lead's events do not bear out, null when there is none. `asked` is what the lead
 * wrote last: a bare "yes" to "has my deposit arrived?" tells of it as well.
 */
export function claimsEvent(reply: string, events: readonly AiLeadEvent[], asked = ''): EventClaim | null {
  const proven = provenEvents(events);
  const known = knownAmounts(events);
  for (const text of readingsOf(reply)) {
    for (const { kind, told } of claimsIn(text, asked)) {
      if (!proven.some(({ name }) => proves(kind, name.toLowerCase()))) return { kind, why: 'noEvent' };
      if (kind !== 'registration' && amountsIn(told, kind).some((one) => !isKnown(one, known))) {
        return { kind, why: 'otherAmount' };
      }
    }
  }
  return null;
}

/** What is claimed, and the words in which its amount would stand. */
type Claim = { kind: FactKind; told: string };

function claimsIn(text: string, asked: string): Claim[] {
  const clauses = clausesOf(text);
  const inClauses = clauses.flatMap((clause, n) => {
    const told = clause.after.startsWith(':') ? `${clause.text} ${clauses[n + 1]?.text ?? ''}` : clause.text;
    return claimedIn(clause).map((kind) => ({ kind, told }));
  });
  const agreed = confirmsAsked(text, asked).map((kind) => ({ kind, told: '' }));
  return [...inClauses, ...sentencesOf(text).flatMap(labelsIn), ...agreed];
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

/** `Deposit status: received` reaches over the clauses of its sentence. */
function labelsIn(sentence: string): Claim[] {
  if (sentence.trimEnd().endsWith('?')) return [];
  return compiled.flatMap(({ kind, labels }) => {
    const isTold = findPattern(labels, sentence).some(
      ({ at, text }) =>
        !isHedged(sentence.slice(0, at).trim()) && !ruleBehind.test(sentence.slice(at + text.length)),
    );
    return isTold ? [{ kind, told: sentence }] : [];
  });
}

const isRule = ({ before, text, after }: Clause, at: number): boolean =>
  ruleBefore.test(`${before} ${text.slice(0, at)}`.replace(comfort, '')) ||
  ruleBehind.test(`${text.slice(at)} ${after}`);

const isHedged = (words: string): boolean => hedges.some((hedge) => hedge.test(words));

/** Sizes of the single amounts, and the sums that may be told of them. */
function knownAmounts(events: readonly AiLeadEvent[]): Decimal[] {
  const singles = provenEvents(events).flatMap(({ cost }) => (cost === null ? [] : [sizeOf(cost)]));
  const paidIn = provenEvents(events).filter(
    ({ name, cost }) => cost !== null && proves('deposit', name.toLowerCase()),
  );
  const total = paidIn.reduce((sum, { cost }) => addDecimals(sum, cost ?? '0'), '0');
  return [...singles, ...[...sumsOf(events).values()].map(sizeOf), total];
}

const isKnown = (amount: Decimal, known: readonly Decimal[]): boolean =>
  known.some((one) => compareDecimals(one, amount) === 0);
