import { describe, expect, it } from 'vitest';
import { explainCondition } from './explainCondition.ts';
import { parseCondition } from './parseCondition.ts';

function explained(text: string): string[] {
  const parsed = parseCondition(text, 'event');
  if (!parsed.ok) throw new Error(parsed.reason.reason);
  return [explainCondition(parsed.value, 'en'), explainCondition(parsed.value, 'ru')];
}

describe('a condition is said in plain words of both languages', () => {
  it.each([
    ['event = sale', 'the lead has had the event sale', 'у лида было событие sale'],
    [
      'event != "first deposit"',
      'the lead has never had the event “first deposit”',
      'у лида никогда не было события «first deposit»',
    ],
    ['event is empty', 'the lead has had no events', 'у лида не было ни одного события'],
    ['event is not empty', 'the lead has had at least one event', 'у лида было хотя бы одно событие'],
    [
      'count(resale) >= 2',
      'the event resale has happened at least 2 times',
      'событие resale было не меньше 2 раз',
    ],
    ['count(resale) = 0', 'the event resale has never happened', 'события resale не было ни разу'],
    ['count(resale) = 1', 'the event resale has happened exactly once', 'событие resale было ровно 1 раз'],
    [
      'count(resale) = 2',
      'the event resale has happened exactly 2 times',
      'событие resale было ровно 2 раза',
    ],
    [
      'count(resale) = 11',
      'the event resale has happened exactly 11 times',
      'событие resale было ровно 11 раз',
    ],
    [
      'count(resale) = 22',
      'the event resale has happened exactly 22 times',
      'событие resale было ровно 22 раза',
    ],
    [
      'count(resale) != 2',
      'the event resale has happened any number of times except 2',
      'событие resale было любое число раз, кроме 2',
    ],
    [
      'count(resale) > 1',
      'the event resale has happened more than once',
      'событие resale было больше 1 раза',
    ],
    [
      'count(resale) > 21',
      'the event resale has happened more than 21 times',
      'событие resale было больше 21 раза',
    ],
    [
      'count(resale) > 11',
      'the event resale has happened more than 11 times',
      'событие resale было больше 11 раз',
    ],
    [
      'count(resale) < 3',
      'the event resale has happened fewer than 3 times',
      'событие resale было меньше 3 раз',
    ],
    [
      'count(resale) <= 1.5',
      'the event resale has happened at most 1.5 times',
      'событие resale было не больше 1.5 раза',
    ],
    [
      'last(sale) < 7d',
      'the last event sale was less than 7 days ago',
      'последнее событие sale было меньше 7 дней назад',
    ],
    [
      'last(sale) >= 1h30m',
      'the last event sale was at least 1 hour 30 minutes ago',
      'последнее событие sale было не меньше 1 часа 30 минут назад',
    ],
    [
      'last(sale) > 21d',
      'the last event sale was more than 21 days ago',
      'последнее событие sale было больше 21 дня назад',
    ],
    [
      'last(sale) <= 1d2h3m4s5ms',
      'the last event sale was at most 1 day 2 hours 3 minutes 4 seconds 5 milliseconds ago',
      'последнее событие sale было не больше 1 дня 2 часов 3 минут 4 секунд 5 миллисекунд назад',
    ],
    ['last(sale) is empty', 'the event sale has never happened', 'события sale не было'],
    ['last(sale) is not empty', 'the event sale has happened', 'событие sale было'],
    ['cost = 20', 'the balance is 20', 'баланс равен 20'],
    ['cost > 20', 'the balance is more than 20', 'баланс больше 20'],
    ['amount != 5', 'the amount of the event is not 5', 'сумма события не равна 5'],
    ['amount >= 5', 'the amount of the event is at least 5', 'сумма события не меньше 5'],
    ['amount is empty', 'the event has no amount', 'у события нет суммы'],
    ['amount is not empty', 'the event has an amount', 'у события есть сумма'],
    ['currency = usd', 'the currency of the event is USD', 'валюта события - USD'],
    ['currency != usd', 'the currency of the event is not USD', 'валюта события - не USD'],
    ['tags = VIP', 'the lead has the tag VIP', 'у лида есть тег VIP'],
    [
      'tags != "gold member"',
      'the lead does not have the tag “gold member”',
      'у лида нет тега «gold member»',
    ],
    ['tags is empty', 'the lead has no tags', 'у лида нет тегов'],
    ['tags is not empty', 'the lead has at least one tag', 'у лида есть хотя бы один тег'],
    ['fields.country = Brazil', 'the field country is “Brazil”', 'поле country равно «Brazil»'],
    ['fields.country != Brazil', 'the field country is not “Brazil”', 'поле country не равно «Brazil»'],
    ['fields.country has Bra', 'the field country contains “Bra”', 'поле country содержит «Bra»'],
    ['fields.country is empty', 'the field country is empty', 'поле country пусто'],
    ['fields.country is not empty', 'the field country is not empty', 'поле country не пусто'],
    ['fields.age > 18', 'the field age is more than 18', 'поле age больше 18'],
    ['fields.born > 1990-05-17', 'the field born is after 1990-05-17', 'поле born позже 1990-05-17'],
    ['fields.born <= 1990-05-17', 'the field born is not after 1990-05-17', 'поле born не позже 1990-05-17'],
    ['tracker.buyer = sergei', 'the tracker field buyer is “sergei”', 'поле трекера buyer равно «sergei»'],
    ['status = manual', 'the status is manual', 'статус - manual'],
    ['status != manual', 'the status is not manual', 'статус - не manual'],
    ['flow = FD', 'the lead is in the flow FD', 'лид во флоу FD'],
    ['flow != FD', 'the lead is not in the flow FD', 'лид не во флоу FD'],
    ['flow = none', 'the lead is in no flow', 'лид не находится ни в одном флоу'],
    ['flow is not empty', 'the lead is in a flow', 'лид в каком-нибудь флоу'],
    ['step = FD/REG', 'the lead is on the step REG of the flow FD', 'лид на шаге REG флоу FD'],
    ['step != FD/REG', 'the lead is not on the step REG of the flow FD', 'лид не на шаге REG флоу FD'],
    ['step = REG', 'the lead is on the step REG of any flow', 'лид на шаге REG любого флоу'],
    ['step = none', 'the lead is on no step', 'лид не находится ни на одном шаге'],
    ['step is any', 'the lead is on a step', 'лид на каком-нибудь шаге'],
    ['campaign = autumn', 'the lead came from the campaign autumn', 'лид пришёл из кампании autumn'],
    [
      'campaign != autumn',
      'the lead did not come from the campaign autumn',
      'лид пришёл не из кампании autumn',
    ],
    ['campaign = none', 'the lead came without a campaign', 'лид пришёл без кампании'],
    ['campaign is any', 'the lead came from a campaign', 'лид пришёл из какой-нибудь кампании'],
    ['manager = none', 'no manager is assigned', 'менеджер не назначен'],
    ['manager != none', 'a manager is assigned', 'менеджер назначен'],
    ['manager = ann', 'the manager is “ann”', 'менеджер - «ann»'],
    ['manager != ann', 'the manager is not “ann”', 'менеджер - не «ann»'],
    ['manager has ann', "the manager's name contains “ann”", 'имя менеджера содержит «ann»'],
    ['name = Ann', 'the name is “Ann”', 'имя - «Ann»'],
    ['name has Ann', 'the name contains “Ann”', 'имя содержит «Ann»'],
    ['name is empty', 'the lead has no name', 'у лида нет имени'],
    ['name is any', 'the lead has a name', 'у лида есть имя'],
    ['username = ann', 'the user name is “ann”', 'имя пользователя - «ann»'],
    ['username has ann', 'the user name contains “ann”', 'имя пользователя содержит «ann»'],
    ['username is empty', 'the lead has no user name', 'у лида нет имени пользователя'],
    ['username is any', 'the lead has a user name', 'у лида есть имя пользователя'],
    ['chatId = 5', 'the chat id is 5', 'ID чата равен 5'],
    ['chatId > 5', 'the chat id is more than 5', 'ID чата больше 5'],
    ['created < 3d', 'the dialog began less than 3 days ago', 'диалог начался меньше 3 дней назад'],
    [
      'lastMessage > 12h',
      'the last message was more than 12 hours ago',
      'последнее сообщение было больше 12 часов назад',
    ],
    ['lastMessage is empty', 'there has been no message', 'сообщений ещё не было'],
    ['lastMessage is not empty', 'there has been a message', 'сообщения уже были'],
    [
      'event = a and event = b and event = c',
      'the lead has had the event a and the lead has had the event b and the lead has had the event c',
      'у лида было событие a и у лида было событие b и у лида было событие c',
    ],
    [
      'event = a or event = b',
      'the lead has had the event a or the lead has had the event b',
      'у лида было событие a или у лида было событие b',
    ],
    [
      'event = a and event = b or event = c',
      'the lead has had the event a and the lead has had the event b, or the lead has had the event c',
      'у лида было событие a и у лида было событие b, или у лида было событие c',
    ],
    [
      'event = a and (event = b or event = c)',
      'the lead has had the event a and (the lead has had the event b or the lead has had the event c)',
      'у лида было событие a и (у лида было событие b или у лида было событие c)',
    ],
    [
      '(event = a and event = b) and event = c',
      'the lead has had the event a and the lead has had the event b and the lead has had the event c',
      'у лида было событие a и у лида было событие b и у лида было событие c',
    ],
    ['not event = a', 'the lead has never had the event a', 'у лида никогда не было события a'],
    ['not not event = a', 'the lead has had the event a', 'у лида было событие a'],
    ['not cost > 5', 'the balance is at most 5', 'баланс не больше 5'],
    [
      'not fields.age > 18',
      'it is not true that the field age is more than 18',
      'неверно, что поле age больше 18',
    ],
    [
      'not fields.age > 18 and event = a',
      '(it is not true that the field age is more than 18) and the lead has had the event a',
      '(неверно, что поле age больше 18) и у лида было событие a',
    ],
    [
      'not (event = a and event = b)',
      'it is not true that (the lead has had the event a and the lead has had the event b)',
      'неверно, что (у лида было событие a и у лида было событие b)',
    ],
    [
      'not (event = a or event = b) or event = c',
      '(it is not true that (the lead has had the event a or the lead has had the event b)) or the lead has had the event c',
      '(неверно, что (у лида было событие a или у лида было событие b)) или у лида было событие c',
    ],
  ])('%s', (text, english, russian) => {
    expect(explained(text)).toEqual([english, russian]);
  });
});
