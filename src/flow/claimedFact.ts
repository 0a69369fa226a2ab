/**
 * Facts come from events only. An owner who writes "the lead has made a deposit" as what the AI shall
 * judge has named a fact that the model cannot know: it would have to believe whoever says so. Such a
 * text is therefore read as a condition on the lead's events, unless the owner writes one (`requires`).
 */

// A deposit as done, not as wished for: "made a first deposit", "has deposited", "the deposit is confirmed";
// "wants to deposit", "asks how to deposit" and "has not deposited" are none.
const depositDone = [
  /\b(?:made|makes|completed|finished|done|paid)\b(?:\s+[\w'-]+){0,3}\s+(?:deposit|top-?up|payment)\b/i,
  /\b(?:has|have|had|already|lead)\s+(?:already\s+|just\s+)?(?:deposited|topped\s+up|paid)\b/i,
  /\b(?:deposit|top-?up|payment)\b(?:\s+[\w'-]+){0,2}\s+(?:is|was|has\s+been|are|were)\s+(?:already\s+)?(?:made|done|received|confirmed|credited|complete|completed|paid)\b/i,
  /(?:сделал|внес|внёс|совершил|оплатил|закинул|занес|занёс|провел|провёл)(?:а|и)?(?:\s+[\p{L}-]+){0,3}\s+(?:депозит|депо?\b|пополнени|плат[её]ж|взнос)/iu,
  /(?:^|[^\p{L}])(?:пополнил|задепозитил|задепал|оплатил)(?:а|и)?(?:\s|$|[^\p{L}])/iu,
  /(?:депозит|пополнени[ея]|плат[её]ж)(?:\s+[\p{L}-]+){0,2}\s+(?:уже\s+)?(?:сделан|внес[её]н|получен|подтвержд[её]н|зачислен|поступил|прош[её]л|оплачен)/iu,
];

const registrationDone = [
  /\b(?:has|have|had|is|are|already|lead)\s+(?:already\s+|just\s+|successfully\s+)?(?:registered|signed\s+up)\b/i,
  /\b(?:completed|finished|passed|made|created)\b(?:\s+[\w'-]+){0,3}\s+(?:registration|sign-?up|account)\b/i,
  /\bregistration\b(?:\s+[\w'-]+){0,2}\s+(?:is|was|has\s+been)\s+(?:already\s+)?(?:made|done|complete|completed|confirmed|finished)\b/i,
  /(?:^|[^\p{L}])зарегистрировал(?:ся|ась|ись)(?:\s|$|[^\p{L}])/iu,
  /(?:^|[^\p{L}])зарегистрирован[аы]?(?:\s|$|[^\p{L}])/iu,
  /(?:прош[её]л|прошла|завершил|закончил|сделал)(?:а|и)?(?:\s+[\p{L}-]+){0,2}\s+регистраци/iu,
  /регистраци[яи](?:\s+[\p{L}-]+){0,2}\s+(?:уже\s+)?(?:пройдена|завершена|закончена|подтверждена|сделана)/iu,
];

// What turns a done fact into a wish, a question or its opposite, standing before it.
const notDone =
  /\b(?:not|never|no|n't|without|want|wants|would|will|ready|agrees?|agreed|promises?|promised|plans?|asks?|if|whether|how|refuses?)\b|(?:^|[^\p{L}])(?:не|без|нет|хочет|готов|готова|согласен|согласна|согласил\p{L}*|обеща\p{L}*|спрашивает|спросил\p{L}*|если|как|отказ\p{L}*|собирается|планирует)(?=[^\p{L}]|$)/iu;

/**
 * The condition that a text in words stands for when it speaks of a deposit or a registration as done:
 * `event = sale`, `event = registration`, both, or null when it speaks of neither.
 */
export function claimedCondition(text: string): string | null {
  const claims = [
    speaksOf(text, depositDone) ? 'event = sale' : null,
    speaksOf(text, registrationDone) ? 'event = registration' : null,
  ].filter((one) => one !== null);
  return claims.length > 0 ? claims.join(' and ') : null;
}

function speaksOf(text: string, patterns: readonly RegExp[]): boolean {
  // Sentence by sentence, so that a "not" of one does not silence another.
  return text
    .slice(0, 8000)
    .split(/[.!?;\n]+/)
    .some((sentence) =>
      patterns.some((pattern) => {
        const found = pattern.exec(sentence);
        return found !== null && !notDone.test(sentence.slice(0, found.index + found[0].length));
      }),
    );
}
