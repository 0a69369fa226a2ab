/** Whether a bare "yes" confirms what the lead asked for: `Has my deposit arrived?` - `Yes, it has.` Pure. */
import { claimPattern } from './claimPattern.ts';
import { sentencesOf } from './clause.ts';
import { bonusEn, bonusRu, depositEn, depositRu, type FactKind, payoutEn, payoutRu } from './factPatterns.ts';
import { plainText } from './plainText.ts';

const topics: readonly { kind: FactKind; about: RegExp }[] = [
  { kind: 'payout', about: claimPattern(`<(?:${payoutEn}|${payoutRu})>`) },
  { kind: 'bonus', about: claimPattern(`<(?:${bonusEn}|${bonusRu})>`) },
  {
    kind: 'deposit',
    about: claimPattern(
      `<(?:${depositEn}|${depositRu}|deposited|paid|topped up|внес(?:ла)?|пополнил[аи]?|оплатил[аи]?|перевел[аи]?|счет|баланс)>`,
    ),
  },
  {
    kind: 'registration',
    about: claimPattern(
      '<(?:registration|registered|sign-?up|signed up|account|регистраци\\p{L}+|зарегистрир\\p{L}+|аккаунт\\p{L}?)>',
    ),
  },
];

const done = claimPattern(
  '<(?:arrived?|receiv\\p{L}+|g[eo]t|confirm\\p{L}*|credited|come|came|gone|went|landed|processed|funded|approved|accepted|completed?|registered|there|see|added|sent|приш\\p{L}+|дош\\p{L}+|поступ\\p{L}+|зачисл\\p{L}+|получ\\p{L}+|подтверд\\p{L}+|прош\\p{L}+|вид(?:ишь|ите|но|ен)|есть|пополн\\p{L}+|зарегистрирован\\p{L}*|начисл\\p{L}+|отправ\\p{L}+)>',
);
/** Then the lead asks how things go, or what to do, and a yes confirms nothing. */
const general = claimPattern(
  '<(?:how|when|where|what|why|which|can i|may i|could i|should i|must i|do i|will|would|if|minimum|usually|automatically|instantly|always|how long|как|когда|где|куда|сколько|зачем|почему|какой|какая|можно|нужно|надо|если|будет|сразу|обычно|автоматически|смогу|могу)>',
);

const yes =
  "(?:yes|yeah|yep|yup|sure|of course|certainly|correct|right|indeed|exactly|absolutely|definitely|it (?:has|did|is|was|does)(?: (?:arrived|confirmed|received|credited|there|here))?|it's (?:there|here|arrived|confirmed|in)|they have|(?:i|we) (?:do|did|have|got it|have it)|(?:i|we) (?:can |do )?(?:see|confirm) (?:it|that|this)|confirmed|received|arrived|credited|all (?:good|there|done|set)|everything (?:is )?(?:has )?(?:fine|there|here|in place|arrived)|да|ага|конечно|верно|именно|точно|разумеется|безусловно|подтверждаю|подтверждаем|подтвержден[оаы]?|приш(?:ел|л[оаи])|дош(?:ел|л[оаи])|поступил[оаи]?|зачислен[оаы]?|получен[оаы]?|получил[аи]?|вижу(?: его| ее| их)?|видим|есть|все (?:на месте|дошло|пришло|есть|в порядке|получили|поступило)|он(?:о|а|и)? (?:приш(?:ел|л[оаи])|поступил[оаи]?|зачислен[оаы]?|есть))";
const bareYes = claimPattern(`^[^\\p{L}]*(?:<${yes}>[^\\p{L}]*){1,6}$`);

/** What a reply confirms by a bare yes in its first sentence; `asked` is what the lead wrote last. */
export function confirmsAsked(reply: string, asked: string): FactKind[] {
  const [first = ''] = sentencesOf(reply.trimStart());
  if (first.length > 200 || first.trimEnd().endsWith('?') || !bareYes.test(first)) return [];
  const question = plainText(asked.slice(-1000));
  const topic = topics.find(({ about }) => about.test(question));
  return topic && done.test(question) && !general.test(question) ? [topic.kind] : [];
}
