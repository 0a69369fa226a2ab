/** Whether a text denies that an AI writes, or says that a person does; English and Russian. Pure. */
import { claimPattern, findPattern } from './claimPattern.ts';
import { type Clause, clausesOf } from './clause.ts';
import { plainText } from './plainText.ts';
import { readingsOf } from './readingsOf.ts';

const bot =
  '(?:bots?|robots?|ais?|a\\.i\\.|artificial intelligence|chat-?bots?|chatgpt|gpt|neural networks?|language models?|llms?|auto-?responders?)';
const robot = `(?:${bot}|machines?|computers?|programs?|programmes?|software|algorithms?|scripts?|virtual (?:assistant|agent)|artificial|automated \\w+)`;
const very =
  '(?:really |truly |very |totally |absolutely |definitely |certainly |actually |honestly |indeed |of course |also |100% |fully |completely |obviously |in fact |still )*';
const person = '(?:humans?(?: beings?)?|person|man|woman|guy|girl|lady|boy|male|female)';
const real = '(?:real|live|living|actual|genuine|ordinary|normal|regular|human|flesh-and-blood)';
/** As above for what somebody says to be; `not just a bot` must not lose its `just`. */
const modest = `(?:${very.slice(3, -2)}|just |only |simply |merely |basically |obviously |here )*`;
const staff = `(?:${person}|people|operator|manager|agent|consultant|representative|employee|specialist)`;
const realPerson = `(?:${person}|(?:${real} )+(?:(?!ai>|virtual>|digital>|bot>)\\w+ )?${staff})>(?!['-])`;
/** Jobs that people have; an assistant, a helper or a guide may be a program. */
const worker =
  '(?:employees?|managers?|operators?|(?:support |human |sales )agents?|consultants?|representatives?|specialists?|staff(?: members?)?|team members?|colleagues?|workers?|advis[eo]rs?|mentors?|curators?|brokers?|traders?|admins?|administrators?|supervisors?|owners?|founders?|directors?)';
/** Up to three words before it, none of which says that a program works there or that somebody else is meant. */
const ofTeam =
  "(?:(?!(?:ai|a\\.i\\.|virtual|digital|automated|automatic|artificial|electronic|bot|robot|software|not|no|to|of|for|with|by|from|in|at|and|or|assistant|helper|that|who|happy|glad|sure|here|as)>)[\\p{L}'-]+ ){0,3}?";
const family =
  '(?:husband|wife|kids?|children|son|daughter|mom|mum|mother|father|dad|parents|boyfriend|girlfriend|family|shift|salary|boss)';
const humanNature = '(?! (?:nature|errors?|rights?|resources?|to))';

const botRu =
  '(?:бот(?:ом)?|робот(?:ом)?|ии|ai|искусственный интеллект|нейросеть|нейронка|чат-?бот|автоответчик|чатгпт|chatgpt|gpt)';
const robotRu = `(?:${botRu}|программа|машина|алгоритм|скрипт|компьютер|языковая модель|виртуальный (?:ассистент|помощник|собеседник))`;
const realRu =
  '(?:живой|живым|живая|реальный|реальная|реальным|настоящий|настоящая|настоящим|обычный|обычным|простой|простым)';
const trulyRu =
  '(?:же |тоже |ведь |правда |действительно |точно |самый |самая |живой |живая |реальный |реальная |настоящий |настоящая |обычный |обычная |простой |простая |такой |такая |на 100% |на сто процентов |конечно |вообще-то |абсолютно |просто |и есть |сам |сама |это |честно |реально |- )*';
const workerRu =
  '(?:менеджер|оператор|сотрудни(?:к|ца)|консультант(?:ка)?|специалист(?:ка)?|представитель(?:ница)?|представительница|работни(?:к|ца)|администратор|модератор|куратор|наставни(?:к|ца)|эксперт|трейдер|брокер|владелец|директор|руководитель)';
const workerRuBy =
  '(?:менеджером|оператором|сотрудни(?:ком|цей)|консультант(?:ом|кой)|специалист(?:ом|кой)|представителем|администратором|модератором|куратором|наставни(?:ком|цей)|экспертом|трейдером|брокером)';
const ofTeamRu =
  '(?:(?:ваш|ваша|твой|твоя|наш|наша|их|личный|личная|персональный|персональная|старший|старшая|главный|главная|новый|новая|дежурный|дежурная|здесь|тут|сейчас|только|один из|одна из|лишь) )*';
const asProgramRu =
  '(?![^.!?]*<(?:ии|ai|бот\\p{L}{0,2}|робот\\p{L}{0,2}|виртуальн\\p{L}+|программ\\p{L}+|ассистент\\p{L}*))';
const staffRu = '(?:менеджер|оператор|сотрудник|консультант|собеседник)';

const claims = [
  `<(?:i'm|i am|im) ${modest}(?:a |an |the |one |your )?${realPerson}${humanNature}`,
  `<(?:i'm|i am|im) ${modest}(?:a |an |the |your |our |one of (?:the|our|your) )${ofTeam}${worker}>(?!['-])`,
  `<(?:i'm|i am|im|this is) ${modest}(?:(?:your|our|support|senior|personal|account|sales|chief) )*${worker}>(?!['-])`,
  `<(?:i'm|i am|im) ${modest}(?:a |the )?(?:part|member) of (?:the |our |this )?${ofTeam}(?:staff|team|crew|company|department)>`,
  `<i (?:do |really |also |actually )*work(?:ed)?(?: here| there)? as (?:a |an |the |your |their )?${ofTeam}${worker}>`,
  `<i (?:do |really |also |actually )*work(?:ed)?(?: here)? (?:at|for|in|with) (?:the |this |our )?${ofTeam}(?:company|firm|office|support|team|bank|business|department)>(?! as (?:an? |the |your )?(?:ai|virtual|digital|automated|bot))`,
  "<i(?:'ve| have) (?:been working|worked) (?:here|there|for|at|in|with)>|<i work here (?:since|for|every|on)>",
  `<my (?:\\p{L}+ and )?${family}>(?! (?:level|mode|fight|name|friendly|plan))`,
  `^(?:speaking )?as (?:a |an |the |your )(?:(?:real|live|living) )*(?:(?:personal|senior|support) )*(?:${person}|${worker})(?: myself)?,? (?=(?:i|we|my)>)|<speaking as (?:a |an |the |your )(?:(?:real|live|living|personal) )*(?:${person}|${worker})>`,
  `<i'm with the (?:\\p{L}+ )?(?:team|staff|company)>`,
  '<i (?:was born|grew up|live) (?:in|on|near)>(?! (?:the |a |your )?(?:cloud|servers?|computers?|datacent\\p{L}+|data cent\\p{L}+|internet|phone|chat))',
  `<(?:i'm|i am|im) ${very}(?:real|alive)>(?=[^\\p{L}\\p{N}]*(?:$|and>))`,
  `<(?:i'm|i am) ${very}as (?:human|real) as`,
  `<(?:it's|it is|this is) ${very}a (?:real |live |actual )*(?:human|person)(?: being)?(?: (?:here|typing|writing|speaking|answering|talking))?(?=[^\\p{L}\\p{N}]*$)`,
  `<(?:it's|it is|this is) ${very}a (?:real |live |actual )*(?:human|person)(?: being)? (?:who|that) (?:is |'s )?(?:writ|typ|talk|speak|answer|chat)`,
  `<(?:we're|we are) ${very}(?:all )?(?:(?:real|live|actual) (?:people|persons|operators|managers)|humans)>`,
  `<(?:i'm|i am|im) ${very}(?:not|no) ${very}(?!(?:just|only|simply|merely)>)(?:a |an |any |some |your |one of those )(?:(?!sure>)\\w+ )?${robot}>`,
  `<(?:i'm|i am|im) ${very}not ${very}(?:${bot}|artificial|automated)>`,
  `<(?:i ain't|i'm|i am) no ${bot}>|<i ain't (?:a |an )?${robot}>`,
  `<(?:it's|it is|this is|that's) ${very}(?:not|no) (?:a |an |some )?${bot}>(?=[^\\p{L}\\p{N}]*$| (?:here|writing|talking|speaking|typing|answering|you))`,
  `<(?:this|it) (?:isn't|ain't) (?:a |an |some )?${bot}>(?=[^\\p{L}\\p{N}]*$| (?:here|writing|talking|speaking|typing|answering|you))`,
  `<no (?:\\w+ )?(?:bots?|robots?|ais?) (?:here|in this chat|involved)>`,
  `<(?:you're|you are|you have been|you've been) ${very}(?:now |currently )?(?:talking|speaking|chatting|writing|texting|dealing|communicating) (?:to|with) (?:a |an )?${realPerson}`,
  `^[^\\p{L}\\p{N}]*(?:a )?(?:real |live )+(?:person|human|man|woman|operator|manager) (?:here|typing|writing)>`,
  '^[^\\p{L}\\p{N}]*human here>|<(?:human|person) on the other (?:end|side)>',
  '<(?:100%|fully|totally|completely|very much|absolutely) (?:a )?(?:human|real person)>',
  '<flesh and blood>',
  '<as (?:a |an )(?:real |fellow |living )?(?:human(?: being)?|person|woman|man) (?:myself|like you)>',
  "<(?:i'm|i am) \\d{2} (?:years? old|yo|y\\.o)",
  "<(?:there's|there is) (?:a |an )(?:real |live |actual )(?:person|human|operator|man|woman) (?:behind|typing|writing)>",
  `<(?:don't|do not|never) (?:think|assume|believe) (?:that )?(?:i'm|i am) (?:a |an |some )?${bot}>`,
  `<я (?:- )?${trulyRu}(?:человек|живой|живая|реальный|реальная|настоящий|настоящая|мужчина|женщина|девушка|парень)>(?! (?:ассистент|помощник|ии|бот))`,
  `<я (?:- )?${trulyRu}${ofTeamRu}${workerRu}>(?!-)`,
  `<я (?:- )?(?:здесь |тут |давно |уже |сейчас |сам |сама |тоже |просто |действительно )*работаю(?: (?:здесь|тут|уже|давно|просто))* (?:(?:старш|личн|персональн|обычн)\\p{L}+ )?${workerRuBy}>`,
  `<я (?:здесь |тут |давно |уже |сейчас |сам |сама |тоже |просто |действительно )*работаю(?: (?:здесь|тут|уже|давно|просто))* (?:в|на|при) (?:(?:эт|наш|сам|служб|отдел|команд)\\p{L}* )*(?:компани|фирм|офис|поддержк|служб|отдел|команд|банк|организаци)\\p{L}*${asProgramRu}`,
  '<я (?:- )?(?:из|с) (?:(?:служб|отдел|команд|нашей|вашей)\\p{L}* )*(?:поддержки|офиса|компании|отдела|команды)>(?=[^\\p{L}]*$)',
  '<(?:вам|тебе) (?:сейчас |здесь )*(?:пишет|отвечает) (?:(?:ваш|наш|личный|персональный|старший) )*(?:менеджер|оператор|сотрудни(?:к|ца)|специалист)>|<(?:с вами|с тобой) (?:сейчас |здесь )*(?:на связи|общается|говорит) (?:(?:ваш|наш|личный|персональный|старший) )*(?:менеджер|оператор|сотрудни(?:к|ца)|специалист)>',
  `^[^\\p{L}]*(?:как|будучи) (?:ваш |живой |обычный )*(?:человек|женщина|девушка|мужчина|${workerRu})(?: и сам\\p{L}?)?>(?=$|,? (?:я|скажу|вас|могу|сам|сама|понимаю|подтверждаю)>)`,
  '<на связи (?:(?:ваш|наш|личный|персональный) )*(?:менеджер|оператор|сотрудни(?:к|ца)|специалист)>|<(?:менеджер|оператор|сотрудни(?:к|ца)|специалист) (?:\\p{L}+ )?на связи>(?! (?:с|по|каждый|круглосуточно|ежедневно|в))',
  '<(?:моя (?:смена|зарплата|жена|семья|мама|дочь|начальница)|мой (?:муж|начальник|сын|парень|рабочий день)|мои (?:дети|родители)|моего мужа|моей жены|у меня (?:\\p{L}+ )?(?:детей|дети|ребенок|муж|жена|семья))>',
  '<я (?:\\p{L}+ )?(?:родил(?:ся|ась)|вырос(?:ла)?|живу) (?:в|на|под|недалеко)>(?! (?:облак\\p{L}+|сервер\\p{L}*|интернет\\p{L}*|компьютер\\p{L}*|сети))',
  '<мы (?:- )?(?:все |тоже |правда |действительно |и есть )*(?:живые|реальные|настоящие|обычные) (?:люди|менеджеры|операторы|сотрудники)>',
  '<(?:за экраном|по ту сторону|на том конце|на другом конце) (?:сидит |сейчас |- )*(?:живой |реальный |настоящий )?человек>',
  `<я (?:- )?${trulyRu}(?:живой |реальный |настоящий |обычный )${staffRu}>`,
  `<я (?:- )?(?:точно |совсем |вообще |конечно |вовсе |же |ведь |правда |никакой |честно |абсолютно |вам |тебе )*не (?:какой-то |какая-то |никакой |ваш )?${robotRu}>`,
  `<не ${botRu} я>|<никакой (?:я )?не ${botRu}>`,
  `<(?:это|тут|здесь|перед вами|с вами|вам пишет|вам отвечает|тебе пишет) (?:точно |совсем |вовсе |конечно )?не ${botRu}>(?=[^\\p{L}\\p{N}]*$| (?:вам|тебе|с вами|пишет|отвечает))`,
  '<(?:тут|здесь) нет (?:никаких )?(?:ботов|роботов|бота|робота)>|<(?:ботов|роботов) (?:тут|здесь) нет>',
  `<(?:вы|ты) (?:сейчас |действительно |точно |уже )*(?:общаетесь|общаешься|говорите|говоришь|разговариваете|разговариваешь|переписываетесь|переписываешься|беседуете) (?:сейчас |именно )?с (?:${realRu} )?(?:человеком|мужчиной|женщиной|девушкой)>`,
  `<(?:вы|ты) (?:сейчас |действительно |точно )*(?:общаетесь|общаешься|говорите|говоришь|разговариваете|переписываетесь) с ${realRu} ${staffRu}ом>`,
  `<(?:с вами|с тобой|вам|тебе) (?:сейчас |тут |здесь |действительно )*(?:общается|говорит|разговаривает|переписывается|пишет|отвечает) (?:именно )?(?:${realRu} (?:человек|${staffRu}|девушка|женщина|мужчина)|человек)>`,
  '<я как (?:и вы )?(?:живой |обычный )?(?:человек|женщина|мужчина|девушка)>',
  '<из плоти и крови>',
  '<мне \\d{2} (?:лет|года|год)>',
].map(claimPattern);

/** What is said over a comma, or is a whole sentence by itself. */
const acrossClauses = [
  `<не (?:думай|думайте|подумай|подумайте|считай|считайте),? что (?:я|с вами|с тобой|тут|это) (?:какой-то )?${botRu}>`,
  `<(?:i'm|i am) (?!not>)\\p{L}+, (?:a )?(?:real |live |actual |living )+${staff}>`,
  `<(?:i'm|i am|this is) (?!not>)\\p{L}+, (?:a |an |the |your |our )?${ofTeam}${worker}>(?!['-])|(?:^|[.!?\\n] ?)\\p{L}+ here, (?:a |the |your |our )${ofTeam}${worker}>(?!['-])`,
  `<my name is (?!not>)\\p{L}+(?:,| and) (?:i'm |i am )?(?:a |an |the |your |our )${ofTeam}${worker}>(?!['-])`,
  `<я - (?!не>|ии>|бот>)\\p{L}+, ${ofTeamRu}${workerRu}>(?!-)`,
  `<(?:я|меня зовут|это) (?!не>|ии>|бот>)\\p{L}+, (?:и )?(?:я )?${ofTeamRu}${workerRu}>(?=[^\\p{L}]*(?:$|[.!?\\n])| (?:поддержки|компании|службы|отдела|команды)>)`,
  '(?:^|[.!?\\n] ?)[^\\p{L}.!?]*(?:(?:да|конечно|разумеется|sure|yes|of course)[, ]+)+(?:a )?(?:обычный |живой |реальный |настоящий |real |live )*(?:человек|human|person)[^\\p{L}]*(?:$|[.!?])',
  '(?:^|[.!?\\n] ?)(?:обычный |живой |реальный |настоящий )+человек[^\\p{L}]*$',
].map(claimPattern);

/** What, directly before a claim, makes it something asked, imagined or refused. */
const hedges = [
  "<(?:if|whether|unless|as though|suppose|imagine|wish|asked|asking|wonder|wondering|если|ли|будто|словно|якобы)(?: [\\p{L}']+){0,2}$",
  '<(?:no|not|never|without|нет|не|без)(?: an?| any)?$',
  "<(?:not|never|cannot|can't|won't|wouldn't|shouldn't|mustn't|don't|didn't|refuse|wrong|dishonest|lie)> (?:[\\p{L}']+ ){0,3}?(?:say|claim|claimed|pretend|tell you|state|promise|write|admit|said)(?: that)?$",
  "<(?:you|people|some|someone|many|they) (?:may |might |could |often |seem to |also |just )*(?:think|thought|believe|assume|assumed|suppose|ask|asked|wonder|want|hoped|said|say|prefer)(?: [\\p{L}']+){0,2}$",
  '<(?:не|нельзя) (?:\\p{L}+ ){0,3}?(?:сказать|скажу|говорить|говорю|утверждать|утверждаю|притворяться|притворяюсь|делать вид|думайте|думай|считайте|считай|обманывать|врать|обещать|правда)[, ]*(?:что|будто|чтобы)?$',
  '<(?:вы|ты|кто-то|многие|люди) (?:\\p{L}+ )?(?:думаете|думаешь|думают|считаете|считаешь|спросили|спросил|спрашиваете|спрашиваешь|решили|хотите|хотели)[, ]*(?:что|будто|чтобы)?$',
].map(claimPattern);

const admission = claimPattern(
  `<(?:i'm|i am|this is|(?:you're|you are) (?:talking|chatting|speaking) (?:to|with)) (?:only |just |indeed |actually |really |an? |the |your )*(?:\\w+ ){0,2}?${robot}>|<yes[, ]+(?:an? )?${robot}>|<я (?:- )?(?:всего лишь |просто |действительно |и есть |ваш |твой |это |- )*(?:\\p{L}+ )?${robotRu}>|<(?:ии|ai|виртуальный)[ -]?(?:ассистент|помощник)`,
);
const asksRobot = claimPattern(
  `<(?:are|r) (?:you|u) (?:\\w+ ){0,3}?${robot}>|<(?:is this|am i (?:talking|speaking|chatting) (?:to|with)) (?:\\w+ ){0,2}?${robot}>|<(?:ты|вы|это|тут|здесь) (?:\\p{L}+ ){0,3}?${robotRu}>|<${robotRu} (?:что )?ли>|<с (?:ботом|роботом|ии|нейросетью)>`,
);
const asksPerson = claimPattern(
  `<(?:are|r) (?:you|u) (?:\\w+ ){0,3}?(?:${person}|real)>|<(?:is this|am i (?:talking|speaking|chatting) (?:to|with)) (?:\\w+ ){0,2}?(?:${person}|real)>|<(?:ты|вы|это|тут|здесь) (?:\\p{L}+ ){0,3}?(?:человек|живой|живая|реальный|настоящий)>|<с (?:живым )?человеком>`,
);
const saysNo = claimPattern(
  '^[^\\p{L}\\p{N}]*(?:no|nope|nah|not at all|of course not|нет|неа|не|конечно нет|что вы|да нет)>',
);
const saysYes = claimPattern(
  '^[^\\p{L}\\p{N}]*(?:yes|yeah|yep|sure|of course|indeed|absolutely|да|ага|конечно|разумеется|естественно)>',
);

/** `asked` is what the lead wrote last: a bare "no" to "are you a bot?" denies as well. */
export function claimsPerson(reply: string, asked: string): boolean {
  return readingsOf(reply).some((text) => denies(text, asked));
}

function denies(text: string, asked: string): boolean {
  if (acrossClauses.some((claim) => claim.test(text)) || clausesOf(text).some(saysPerson)) return true;
  if (admission.test(text)) return false;
  const question = plainText(asked.slice(-1000));
  if (asksRobot.test(question)) return saysNo.test(text);
  return asksPerson.test(question) && saysYes.test(text);
}

const saysPerson = (clause: Clause): boolean =>
  !clause.asked && findPattern(claims, clause.text).some(({ at }) => !isHedged(wordsBefore(clause, at)));

const isHedged = (words: string): boolean => hedges.some((hedge) => hedge.test(words));

/** The words before a claim, as far back as a subordinate clause (`..., that I ...`) reaches. */
export function wordsBefore(clause: Clause, at: number): string {
  const own = clause.text.slice(0, at).trim();
  return /^(?:that|what|что|чтобы|будто|как)(?= |$)/u.test(own)
    ? `${clause.before.replace(/[,;:\s-]+$/, '')} ${own}`
    : own;
}
