/** How English and Russian say that a registration, deposit, payout or bonus has happened. Pure. */

export type FactKind = 'deposit' | 'registration' | 'payout' | 'bonus';

const money =
  "(?:[$€£₽]? ?\\d[\\d.,' ]*(?:[$€£₽]| ?(?:usd|eur|rub|dollars?|euros?|bucks|rubles|руб\\p{L}*|долл\\p{L}*|евро|тенге|грн))?)";
const gap =
  "(?: (?!(?:not|never|no|yet|hasn't|haven't|isn't|wasn't|if|once|when|will|can|must|should|to)>)[\\p{L}\\p{N}$€£₽.'%-]+){0,6}?";
const gapRu =
  '(?: (?!(?:не|нет|если|когда|пока|чтобы|будет|будут|нужно|надо|можно)>)[\\p{L}\\p{N}$€£₽.%-]+){0,5}?';

/** Between a verb and its noun: what may stand there without turning to another thing (`your question about the deposit`). */
const adjectives = `(?: (?:first|second|third|next|last|latest|new|recent|successful|full|big|${money}))*`;
const adjectivesRu = `(?: (?:ваш\\p{L}*|тво\\p{L}{1,2}|перв\\p{L}+|втор\\p{L}+|трет\\p{L}+|нов\\p{L}+|последн\\p{L}+|успешн\\p{L}+|эт\\p{L}{1,2}|на|сумм\\p{L}|что|${money}))*`;

export const depositEn = '(?:deposits?|payments?|top-?ups?|transfer|funds|money|ftd)';
export const payoutEn = '(?:withdrawals?|payouts?|winnings|cash-?out|prize)';
export const bonusEn = '(?:bonus(?:es)?|cashback|free ?spins|reward)';
const doneEn =
  '(?:arrived|received|credited|confirmed|come in|come through|came in|came through|gone through|went through|landed|processed|recorded|registered|accepted|approved|verified|successful|completed?|paid|sent|added|activated|granted|issued|transferred|in your account|on your (?:balance|account)|here|there)';
const perfectEn = `(?:(?:has|have|had|was|were|'s|'ve) (?:been )?(?:now |already |just |successfully |finally |safely |fully )*|already |just |now |successfully )`;
const presentEn = "(?:is|are|'re) (?:now |already |just |successfully |finally |safely |fully )*";
const weHaveEn =
  "(?:i|we|our (?:team|system|partner))(?:'ve| have)?(?: now| already| just| successfully| also)* (?:received|got|see|can see|confirm|can confirm|hereby confirm|credited|recorded|registered|accepted|verified|approved|found)";
const weGaveEn =
  "(?:i|we|our (?:team|system|partner))(?:'ve| have)?(?: now| already| just| successfully| also)* (?:sent|paid|transferred|processed|approved|added|credited|granted|given|activated|issued|gave|confirmed?)";

export const depositRu =
  '(?:депозит\\p{L}*|плат[е]ж\\p{L}*|пополнени\\p{L}*|перевод\\p{L}{0,2}|оплат\\p{L}{1,2}|деньги|средства|взнос\\p{L}{0,2})';
export const payoutRu = '(?:выплат\\p{L}{1,2}|вывод\\p{L}{0,2}|выигрыш\\p{L}{0,2}|приз\\p{L}{0,2})';
export const bonusRu = '(?:бонус\\p{L}{0,2}|кэшбэк\\p{L}{0,2}|кешбэк\\p{L}{0,2}|фриспин\\p{L}{0,2})';
const doneRu =
  '(?:поступил[аои]?|пришел|пришл[аои]|дошел|дошл[аои]|зачислен[аоы]?|зачислили|получен[аоы]?|получил[аи]?|подтвержден[аоы]?|подтвердил(?:ся|ась|ось|ись)|прошел|прошл[аои]|принят[аоы]?|зафиксирован[аоы]?|засчитан[аоы]?|внесен[аоы]?|учтен[аоы]?|отразил(?:ся|ась|ось|ись)|отобразил(?:ся|ась|ось|ись)|упал[аои]?|обработан[аоы]?|начислен[аоы]?|активирован[аоы]?|добавлен[аоы]?|отправлен[аоы]?|выполнен[аоы]?|одобрен[аоы]?|произведен[аоы]?|выплачен[аоы]?|успеш(?:ен|на|но|ны)|уже (?:на (?:вашем )?(?:счету|счете|балансе)|у (?:нас|вас)|здесь|есть))';

/** `past` tells of something done; `present` does so too, unless its sentence speaks of how things go in general. */
export const factPatterns: Record<FactKind, { past: string[]; present: string[] }> = {
  deposit: {
    past: [
      `<${depositEn}>${gap} ${perfectEn}${doneEn}>`,
      `<${depositEn}'s (?:been )?(?:now |already |just |successfully )*${doneEn}>`,
      `<${depositEn}>${gap} (?:arrived|came in|came through|went through|landed|cleared)>`,
      `<(?:confirming|crediting|marking) (?:your|the)${adjectives} ${depositEn}>`,
      `^[^\\p{L}]*(?:got|received|confirmed) (?:your|the)${adjectives} ${depositEn}>`,
      `<you(?:'ve got| have)(?: now| already)? ${money} (?:on|in) your (?:account|balance)>`,
      `<${weHaveEn} (?:your|the|a)${adjectives} ${depositEn}>`,
      `<(?:thanks|thank you)(?: so much| a lot| very much)? for (?:your|the|making (?:a|your|the))${adjectives} ${depositEn}>`,
      `<thank you for (?:depositing|topping up|paying)>|<thanks for (?:depositing|topping up|paying)>`,
      `<congrat\\p{L}*(?: to you)? (?:on|with) (?:your|the)${adjectives} ${depositEn}>`,
      "<you(?:'ve| have)?(?: now| already| just| successfully)+ (?:deposited|topped up|paid)>|<you(?:'ve| have) (?:deposited|topped up|paid)>|<you deposited>",
      `<you(?:'ve| have)?(?: now| already| just| successfully)* made (?:a|your|the)${adjectives} ${depositEn}>`,
      `^[^\\p{L}]*(?:your |the )?(?:first |second |last )?${depositEn} (?:of ${money} )?(?:confirmed|received|credited|accepted|approved|successful)>`,
      `<${money} (?:has|have|was|were) (?:been )?(?:now |already |just |successfully )*(?:credited|received|deposited|added|confirmed)>`,
      `<your (?:balance|account) (?:is now|now (?:has|holds|stands at|shows)|has been credited with|was credited with|has been topped up) `,
      `<${depositRu}${gapRu} ${doneRu}>`,
      `<${doneRu}${adjectivesRu} ${depositRu}>`,
      `<(?:вижу|видим|подтверждаю|подтверждаем|получил[аи]?|зачислил[аи]?|приняли|зафиксировали|засчитали)${adjectivesRu} ${depositRu}>`,
      `<(?:спасибо|благодарю|благодарим) за (?:ваш\\p{L}* |твой |перв\\p{L}+ |внесенн\\p{L}+ )*${depositRu}>`,
      `<поздравля(?:ю|ем)(?: вас| тебя)? с (?:ваш\\p{L}* |перв\\p{L}+ |успешн\\p{L}+ |внесени\\p{L}+ )*${depositRu}>`,
      `<(?:вы|ты)(?: уже| успешно| только что)* (?:внесли|внес|внесла|сделали|сделал|сделала|оплатили|перевели)${adjectivesRu} (?:${depositRu}|${money})`,
      '<(?:вы|ты)(?: уже| успешно| только что)* (?:пополнили|пополнил|пополнила) (?:счет|баланс|депозит)>',
      `<(?:у вас )?на (?:вашем )?(?:счету|счете|балансе) (?:теперь |уже |сейчас )*${money}`,
    ],
    present: [
      `<${depositEn}>${gap} ${presentEn}${doneEn}>`,
      `<${depositRu} (?:уже )?(?:есть|виден|видна|видно)>`,
    ],
  },
  registration: {
    past: [
      `<(?:registration|sign-?up|account)>${gap} ${perfectEn}(?:confirmed|completed?|received|successful|approved|created|registered|gone through|went through|recorded|verified|done|finished)>`,
      "<you(?:'ve| have)(?: now| already| just| successfully)* (?:been )?(?:registered|signed up)>|<you (?:already |just |successfully )+(?:registered|signed up)>",
      `<${weHaveEn} (?:your|the)${adjectives} (?:registration|sign-?up)>`,
      '<(?:thanks|thank you) for (?:registering|signing up|your registration)>',
      '<congrat\\p{L}*(?: to you)? (?:on|with) (?:your|the) (?:successful )?(?:registration|sign-?up)>',
      '^[^\\p{L}]*(?:your |the )?registration (?:confirmed|received|completed?|successful|approved)>',
      '<(?:вы|ты)(?: уже| успешно| теперь| только что)* (?:зарегистрировались|зарегистрировался|зарегистрировалась|зарегистрированы|зарегистрирован)>',
      `<(?:регистраци\\p{L}|аккаунт)${gapRu} (?:${doneRu}|завершен[аоы]?|пройден[аоы]?|создан[аоы]?|готов[аоы]?)>`,
      '<(?:вижу|видим|подтверждаю|подтверждаем|получили|прошла|завершена|засчитана)(?: (?:ваш\\p{L}*|что))* (?:регистраци\\p{L}|вы зарегистриров\\p{L}+)>',
      '<(?:спасибо|благодарю) за регистрацию>|<поздравля(?:ю|ем)(?: вас| тебя)? с (?:успешной )?регистрацией>',
    ],
    present: [
      '<регистрация (?:уже )?есть>',
      `<(?:registration|sign-?up)>${gap} ${presentEn}(?:confirmed|complete|successful|approved|done|finished)>`,
      "<you(?:'re| are)(?: now| already| all| successfully| officially)* (?:registered|signed up)>",
    ],
  },
  payout: {
    past: [
      `<${payoutEn}>${gap} ${perfectEn}${doneEn}>`,
      `<${weGaveEn} (?:you )?(?:your|the)${adjectives} (?:${payoutEn}|money)>`,
      `<${weHaveEn} (?:your|the)${adjectives} ${payoutEn}>`,
      `<${payoutRu}${gapRu} ${doneRu}>`,
      `<${doneRu}${adjectivesRu} ${payoutRu}>`,
      `<(?:выплатили|перевели|отправили|перевел|отправил|вывели|подтверждаю|подтверждаем)(?: вам| тебе)?${gapRu} (?:${payoutRu}|деньги)>`,
    ],
    present: [
      `<${payoutEn}>${gap} ${presentEn}(?:sent|paid|processed|approved|confirmed|completed?|on (?:its|the) way)>`,
    ],
  },
  bonus: {
    past: [
      `<${bonusEn}>${gap} ${perfectEn}${doneEn}>`,
      `<${weGaveEn} (?:you )?(?:your|the|a|an)${gap} ${bonusEn}>`,
      "<you(?:'ve| have) (?:now |already |just )*(?:received|got|been given|been granted|been credited)(?: with)? (?:your|the|a|an)" +
        `${gap} ${bonusEn}>`,
      `<${bonusRu}${gapRu} ${doneRu}>`,
      `<${doneRu}${adjectivesRu} ${bonusRu}>`,
      `<(?:начислил[аи]?|зачислил[аи]?|добавил[аи]?|активировал[аи]?|подтверждаю|подтверждаем|дали|дал|дала)(?: вам| тебе)?${gapRu} ${bonusRu}>`,
    ],
    present: [
      `<(?:your|the) ${bonusEn}>${gap} ${presentEn}(?:credited|added|activated|active|granted|confirmed)>`,
    ],
  },
};
