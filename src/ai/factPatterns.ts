/** How English and Russian say that a registration, deposit, payout or bonus has happened. Pure. */

export type FactKind = 'deposit' | 'registration' | 'payout' | 'bonus';

const money =
  "(?:[$€£₽]? ?\\d[\\d.,' ]{0,20}(?:[$€£₽]| ?(?:usd|eur|rub|dollars?|euros?|bucks|rubles|руб\\p{L}*|долл\\p{L}*|евро|тенге|грн))?)";
const gap =
  "(?: (?!(?:not|never|no|yet|hasn't|haven't|isn't|wasn't|if|once|when|will|can|must|should|to)>)[\\p{L}\\p{N}$€£₽.'%-]+){0,6}?";
const gapRu =
  '(?: (?!(?:не|нет|если|когда|пока|чтобы|будет|будут|нужно|надо|можно)>)[\\p{L}\\p{N}$€£₽.%-]+){0,5}?';

/** Between a verb and its noun: what may stand there without turning to another thing (`your question about the deposit`). */
const adjectives = `(?: (?:${money}|(?!(?:about|for|of|on|in|to|regarding|from|by|and|or|question|questions|message|messages|request|requests|interest|minimum|min|minimal|maximum|smallest|required|best|whole|any|no|link|word|words|way)>)[\\p{L}-]+)){0,4}?`;
/** Behind a noun: then it only describes another one (`the deposit method`). */
const alone =
  '>(?! (?:methods?|options?|page|form|button|link|section|limits?|questions?|problems?|issues?|address|details|instructions?|requests?|terms|rules|conditions|plans?|bonus(?:es)?|amount is|guide|steps?|is (?:required|needed|necessary|possible|available))>)';
const adjectivesRu = `(?: (?:от вас|повторн\\p{L}+|очередн\\p{L}+|перв\\p{L}+|щедр\\p{L}+|крупн\\p{L}+|ваш\\p{L}*|тво\\p{L}{1,2}|перв\\p{L}+|втор\\p{L}+|трет\\p{L}+|нов\\p{L}+|последн\\p{L}+|успешн\\p{L}+|эт\\p{L}{1,2}|на|сумм\\p{L}|что|${money}))*`;

export const depositEn = '(?:deposits?|payments?|top-?ups?|transfers?|transactions?|funds|money|ftd)';
export const payoutEn = '(?:withdrawals?|payouts?|winnings|cash-?out|prize)';
export const bonusEn = '(?:bonus(?:es)?|cashback|free ?spins|reward)';
const doneEn =
  '(?:arrived|received|credited|confirmed|come in|come through|came in|came through|gone through|went through|landed|processed|funded|cleared|recorded|registered|accepted|approved|verified|successful|completed?|paid|sent|added|activated|granted|issued|transferred|in your account|on your (?:balance|account)|here|there)';
const perfectEn = `(?:(?:has|have|had|was|were|'s|'ve) (?:been )?(?:now |already |just |successfully |finally |safely |fully )*|already |just |now |successfully )`;
const presentEn = "(?:is|are|'re) (?:now |already |just |successfully |finally |safely |fully )*";
const weHaveEn =
  "(?:i|we|our (?:team|system|partner))(?:'ve| have)?(?: now| already| just| successfully| also)* (?:received|got|see|can see|confirm|can confirm|hereby confirm|credited|recorded|registered|accepted|verified|approved|found)";
const weGaveEn =
  "(?:i|we|our (?:team|system|partner))(?:'ve| have)?(?: now| already| just| successfully| also)* (?:sent|paid|transferred|processed|approved|added|credited|granted|given|activated|issued|gave|confirmed?)";

export const depositRu =
  '(?:депозит\\p{L}*|плат[е]ж\\p{L}*|пополнени\\p{L}*|перевод\\p{L}{0,2}|оплат\\p{L}{1,2}|деньги|средства|взнос\\p{L}{0,2}|поступлени\\p{L}*|транзакци\\p{L}*|операци\\p{L}|платежк\\p{L})';
export const payoutRu = '(?:выплат\\p{L}{1,2}|вывод\\p{L}{0,2}|выигрыш\\p{L}{0,2}|приз\\p{L}{0,2})';
export const bonusRu = '(?:бонус\\p{L}{0,2}|кэшбэк\\p{L}{0,2}|кешбэк\\p{L}{0,2}|фриспин\\p{L}{0,2})';
const doneRu =
  '(?:поступил[аои]?|пришел|пришл[аои]|дошел|дошл[аои]|зачислен[аоы]?|зачислили|получен[аоы]?|получил[аи]?|подтвержден[аоы]?|подтвердил(?:ся|ась|ось|ись)|прошел|прошл[аои]|принят[аоы]?|зафиксирован[аоы]?|засчитан[аоы]?|внесен[аоы]?|учтен[аоы]?|отразил(?:ся|ась|ось|ись)|отобразил(?:ся|ась|ось|ись)|упал[аои]?|обработан[аоы]?|начислен[аоы]?|активирован[аоы]?|добавлен[аоы]?|отправлен[аоы]?|выполнен[аоы]?|одобрен[аоы]?|произведен[аоы]?|выплачен[аоы]?|завершен[аоы]?|успеш(?:ен|на|но|ны)|уже (?:на (?:вашем )?(?:счету|счете|балансе)|у (?:нас|вас)|здесь|есть))';

const account = '(?:account|balance|wallet|card|profile)';
const filledEn = '(?:funded|credited|topped up|replenished|refilled|loaded|increased|charged up)';
const accountRu = '(?:счет|баланс|кошелек|аккаунт|профиль|кабинет|депозит)';
const filledRu = '(?:пополнен|пополнили|пополнился|увеличен|увеличился|увеличили|вырос)';
/** An amount that is money beyond doubt. */
const cash =
  "(?:[$€£₽] ?\\d[\\d.,' ]{0,20}|\\d[\\d.,' ]{0,20} ?(?:[$€£₽]|(?:usd|eur|rub|dollars?|euros?|bucks|rubles|руб\\p{L}*|долл\\p{L}*|евро|тенге|грн|гривен)>))";
const cameRu =
  '(?:поступил[аои]?|пришел|пришл[аои]|дошл[аои]|зачислен[аоы]?|зачислил[аи]?|получен[аоы]?|получил[аи]?|упал[аои]?|внесен[аоы]?)';
const openedEn = '(?:active|activated|registered|verified|approved|created|opened|confirmed|set up|live)';
const openedRu =
  '(?:активен|активн[аы]|активирован[аы]?|зарегистрирован[аы]?|подтвержден[аы]?|создан[аы]?|верифицирован[аы]?|одобрен[аы]?)';

/** A label and its value (`Deposit status: received`), and the other way round; they reach over a clause's end. */
const label =
  '(?:^|[.!?\\n]) ?[^\\p{L}\\p{N}.!?\\n]*(?:(?:yes|ok|okay|sure|great|well|good news|да|так|отлично|хорошо|готово)[ ,!.:-]+)*';
const gives = ' ?[:=→-]{1,3} ?[^\\p{L}\\p{N}\\n]{0,4}(?:now |already |yes |уже |да )*';
export const factLabels: Record<FactKind, string[]> = {
  deposit: [
    `<(?:status of (?:the |your )?(?:\\p{L}+ )?${depositEn}|${depositEn}(?: status)?)${gives}(?:arrived|received|credited|confirmed|processed|accepted|approved|verified|successful|success|completed?|paid|done|here)>`,
    `${label}(?:payment )?(?:confirmed|received|credited|accepted|approved|verified)[ :,!-]+(?:your |the |a )?(?:${cash}|(?:\\p{L}+ )?${depositEn}>(?! (?:methods?|options?|bonus(?:es)?|is|are)>))`,
    `<(?:${depositEn}|${depositRu})>(?: status)? ?[:=-]{0,2} ?[✅✔☑]`,
    `<(?:статус (?:ваш\\p{L}+ )?${depositRu}|${depositRu})${gives}${doneRu}>|<(?:статус )?${depositRu}${gives}есть>`,
    `${label}(?:подтвержден[оаы]?|получен[оаы]?|зачислен[оаы]?|принят[оаы]?|поступил[оаи]?|подтверждаю|подтверждаем|есть)[ :,!-]+(?:ваш\\p{L}* )?(?:${cash}|${depositRu} (?:на )?${cash}|ваш\\p{L}* ${depositRu})`,
  ],
  registration: [
    '<(?:registration|sign-?up|регистрация)> ?[:=-]{0,2} ?[✅✔☑]',
    `<(?:(?:account|registration|sign-?up)(?: status)?)${gives}(?:active|registered|confirmed|completed?|verified|approved|done|successful)>`,
    `<(?:статус )?(?:регистраци[яи]|аккаунта?)${gives}(?:${openedRu}|пройдена|завершена|есть)>`,
  ],
  payout: [
    `<${payoutEn}(?: status)?${gives}(?:sent|paid|processed|approved|confirmed|completed?|successful)>`,
    `<${payoutRu}${gives}${doneRu}>`,
  ],
  bonus: [
    `<${bonusEn}(?: status)?${gives}(?:credited|added|activated|granted|confirmed)>`,
    `<${bonusRu}${gives}${doneRu}>`,
  ],
};

/** `past` tells of something done; `present` does so too, unless its sentence speaks of how things go in general. */
export const factPatterns: Record<FactKind, { past: string[]; present: string[] }> = {
  deposit: {
    past: [
      `<${depositEn}>${gap} ${perfectEn}${doneEn}>`,
      `<${depositEn}'s (?:been )?(?:now |already |just |successfully )*${doneEn}>`,
      `<${depositEn}>${gap} (?:arrived|came in|came through|went through|landed|cleared)>`,
      `<(?:confirming|crediting|marking) (?:your|the)${adjectives} ${depositEn}${alone}`,
      `^[^\\p{L}]*(?:got|received|confirmed) (?:your|the)${adjectives} ${depositEn}${alone}`,
      `<you(?:'ve got| have)(?: now| already)? ${money} (?:on|in) your (?:account|balance)>`,
      `<${weHaveEn} (?:your|the|a)${adjectives} ${depositEn}${alone}`,
      `<(?:thanks|thank you)(?: so much| a lot| very much)? for (?:your|the|making (?:a|your|the))${adjectives} ${depositEn}${alone}`,
      `<thank you for (?:depositing|topping up|paying)>|<thanks for (?:depositing|topping up|paying)>`,
      `<congrat\\p{L}*(?: to you)? (?:on|with) (?:your|the)${adjectives} ${depositEn}${alone}`,
      "<you(?:'ve| have)?(?: now| already| just| successfully)+ (?:deposited|topped up|paid)>|<you(?:'ve| have) (?:deposited|topped up|paid)>|<you deposited>",
      `<you(?:'ve| have)?(?: now| already| just| successfully)* made (?:a|your|the)${adjectives} ${depositEn}${alone}`,
      `^[^\\p{L}]*(?:your |the )?(?:first |second |last )?${depositEn} (?:of ${money} )?(?:confirmed|received|credited|accepted|approved|successful)>`,
      `<${money} (?:has|have|was|were) (?:been )?(?:now |already |just |successfully )*(?:credited|received|deposited|added|confirmed)>`,
      `<your (?:balance|account) (?:is now|now (?:has|holds|stands at|shows)|has been credited with|was credited with|has been topped up) `,
      `<(?:your|the)(?: \\p{L}+)? ${account}>${gap} ${perfectEn}${filledEn}>`,
      `<(?:i|we|you)(?:'ve| have)?(?: now| already| just| successfully)* (?:funded|credited|topped up|replenished|refilled) your ${account}>|<you(?:'ve| have)?(?: now| already| just| successfully)* (?:funded|topped up|replenished|refilled) (?:the|your) ${account}>`,
      `<(?:there (?:is|are)|(?:i|we) (?:can )?see)(?: now| already)? ${cash} ?(?:on|in) (?:your|the) ${account}>`,
      `<${cash} ?(?:has |have |is |are )?(?:now |already |just )*(?:arrived|came in|come in|landed|been received)>`,
      `<your(?: \\p{L}+)? (?:${depositEn}|${cash}) (?:is|are) (?:now |already |all )*in>(?=[^\\p{L}]*$)`,
      `<(?:your |the )?${depositEn} (?:now |already )?(?:shows up|is showing|is marked|is listed|appears|has been marked|is shown)(?: up)?(?: here)?(?: as (?:confirmed|received|paid|complete|completed|credited|done|successful)>| (?:on|at) (?:my|our) (?:side|end)>)`,
      `<(?:the |our )?(?:partner|system|bank|broker|network|team)(?: has| have)?(?: now| already| just)* (?:confirmed|registered|received|recorded|accepted|approved|credited|sees|shows) (?:your|the|a)${adjectives} ${depositEn}${alone}`,
      `<(?:i|we)(?:'ve| have)?(?: now| already| just)* (?:got|received) (?:your )?${cash}`,
      `<your ${cash} ?(?:(?:has|have) )?(?:made it|arrived|came)>`,
      `^[^\\p{L}]*(?:your |the )?${depositEn} done>`,
      `<(?:партнер|система|банк|брокер|сеть)(?: уже| только что)? (?:подтвердил[аи]?|видит|показывает|получил[аи]?|принял[аи]?|зафиксировал[аи]?|засчитал[аи]?)${adjectivesRu} ${depositRu}>`,
      `<ваш\\p{L}* ${depositRu} (?:уже )?у нас>(?=[^\\p{L}]*$)`,
      `<(?:funds|money|${cash}) ?(?:is |are )(?:now |already |all )*(?:on|in|at) your ${account}>(?=[^\\p{L}]*$)`,
      `<(?:i|we)(?:'ve| have)?(?: now| already| just| also)* (?:checked and )?(?:processed|found|located|booked|logged) (?:your|the)${adjectives} ${depositEn}${alone}`,
      `<(?:ваш |твой |наш )?${accountRu}(?: (?:уже|успешно|только что|теперь|был))* ${filledRu}>|<${filledRu} (?:ваш |твой )?${accountRu}>`,
      `<${cash} ?(?:уже |успешно )*${cameRu}>`,
      `<${cameRu}(?: (?:от вас|ваши|вам|уже|успешно|ровно|сумма|на счет))* ${cash}`,
      `<(?:деньги|средства) (?:уже )?(?:у нас|на месте|на (?:вашем |твоем )?(?:счету|счете|балансе))>(?=[^\\p{L}]*$)`,
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
      `<(?:your|the)(?: \\p{L}+)? ${account}>${gap} ${presentEn}${filledEn}>`,
      `<your(?: \\p{L}+)? ${depositEn} ${presentEn}(?:there|here|(?:on|in) (?:the|your) (?:account|balance|wallet))>`,
      `<${depositRu} (?:уже )?(?:есть|виден|видна|видно)>`,
      `<есть (?:уже )?(?:(?:ваш|нов|перв|повторн)\\p{L}* )*поступлени[ея]>|<есть (?:уже )?ваш\\p{L}* ${depositRu}>`,
      `<(?:вижу|видим) (?:у вас )?${cash}`,
      `<${depositRu} (?:подтверждаю|подтверждаем|вижу|видим)>`,
    ],
  },
  registration: {
    past: [
      `<(?:profile)>${gap} ${perfectEn}${openedEn}>`,
      `<(?:registration|sign-?up|account)>${gap} ${perfectEn}(?:active|activated|confirmed|completed?|received|successful|approved|created|registered|gone through|went through|recorded|verified|done|finished)>`,
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
      `<your(?: \\p{L}+)? (?:account|profile)>${gap} ${presentEn}${openedEn}>|^[^\\p{L}]*account (?:is )?(?:now )?${openedEn}>`,
      "<you(?:'re| are)(?: now| already)* (?:a|our|an) (?:\\p{L}+ )?(?:registered|verified)>",
      `<(?:ваш\\p{L}{0,2} |тво[йя] )(?:аккаунт|профиль|кабинет|учетная запись|заявка на регистрацию)(?: (?:уже|теперь|успешно))* ${openedRu}>|^[^\\p{L}]*(?:аккаунт|профиль|учетная запись)(?: (?:уже|теперь|успешно))* ${openedRu}>`,
      '<регистрацию (?:вижу|видим|подтверждаю|подтверждаем)>',
      '<(?:вижу|видим) вас (?:\\p{L}+ )?(?:среди|в числе|в списке) зарегистрированных>',
      '<вы (?:уже |теперь )?(?:у нас |в системе )?зарегистрирован[ыа]?>',
      `<(?:registration|sign-?up)>${gap} ${presentEn}(?:confirmed|complete|successful|approved|done|finished)>`,
      "<you(?:'re| are)(?: now| already| all| successfully| officially)* (?:registered|signed up)>",
    ],
  },
  payout: {
    past: [
      `<${payoutEn}>${gap} ${perfectEn}${doneEn}>`,
      `^[^\\p{L}]*(?:your |the )?${payoutEn} (?:sent|paid|processed|approved|confirmed|complete|completed|done)>`,
      `<${payoutRu} (?:уже )?(?:ушл[аи]|ушел|в пути|отправлен[аы]?)>`,
      `<${weGaveEn} (?:you )?(?:your|the)${adjectives} (?:${payoutEn}|money)>`,
      `<${weHaveEn} (?:your|the)${adjectives} ${payoutEn}>`,
      `<${payoutRu}${gapRu} ${doneRu}>`,
      `<${doneRu}${adjectivesRu} ${payoutRu}>`,
      `<(?:вам |тебе )(?:уже )?(?:выплачен[оаы]?|выплатили|отправлен[оаы]?) ${cash}`,
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
      `<${bonusRu} (?:уже )?на (?:вашем )?(?:счету|счете|балансе)>`,
      `<(?:начислил[аи]?|зачислил[аи]?|добавил[аи]?|активировал[аи]?|подтверждаю|подтверждаем|дали|дал|дала)(?: вам| тебе)?${gapRu} ${bonusRu}>`,
    ],
    present: [
      `<(?:your|the)(?: (?:${cash}|\\d+%|\\p{L}+))? ${bonusEn}>${gap} ${presentEn}(?:credited|added|activated|active|granted|confirmed)>`,
    ],
  },
};
