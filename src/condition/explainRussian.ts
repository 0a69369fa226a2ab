import type { Comparison, Literal, Operator } from './conditionShape.ts';
import { durationParts } from './durationParts.ts';
import { literalText } from './literalText.ts';

type Standing = 'status' | 'flow' | 'step' | 'campaign' | 'manager' | 'name' | 'username';

const orders: Record<Operator, string> = {
  '=': 'равно',
  '!=': 'не равно',
  '>': 'больше',
  '<': 'меньше',
  '>=': 'не меньше',
  '<=': 'не больше',
  has: 'содержит',
  isEmpty: 'пусто',
  isNotEmpty: 'не пусто',
};

const days: Record<Operator, string> = {
  ...orders,
  '>': 'позже',
  '<': 'раньше',
  '>=': 'не раньше',
  '<=': 'не позже',
};

const masculine: Record<Operator, string> = { ...orders, '=': 'равен', '!=': 'не равен' };
const feminine: Record<Operator, string> = { ...orders, '=': 'равна', '!=': 'не равна' };

/** One comparison as a Russian clause: `у лида было событие sale`. */
export function explainRussian(comparison: Comparison): string {
  const { operand, operator, literal } = comparison;
  const not = operator === '!=';
  const isNone = operator === 'isEmpty' || (literal?.is === 'none' && operator === '=');
  const isSome = operator === 'isNotEmpty' || (literal?.is === 'none' && not);
  const name = named(literalText(literal));
  switch (operand.of) {
    case 'event':
      if (isNone) return 'у лида не было ни одного события';
      if (isSome) return 'у лида было хотя бы одно событие';
      return not ? `у лида никогда не было события ${name}` : `у лида было событие ${name}`;
    case 'count':
      return happened(named(operand.event), operator, literalText(literal));
    case 'last':
      if (isNone) return `события ${named(operand.event)} не было`;
      if (isSome) return `событие ${named(operand.event)} было`;
      return `последнее событие ${named(operand.event)} было ${ago(operator, literal)}`;
    case 'cost':
      return clause('баланс', masculine, operator, literal);
    case 'amount':
      if (isNone) return 'у события нет суммы';
      return isSome ? 'у события есть сумма' : clause('сумма события', feminine, operator, literal);
    case 'currency':
      return `валюта события - ${not ? 'не ' : ''}${name}`;
    case 'tags':
      if (isNone) return 'у лида нет тегов';
      if (isSome) return 'у лида есть хотя бы один тег';
      return not ? `у лида нет тега ${name}` : `у лида есть тег ${name}`;
    case 'field':
      return clause(`поле ${operand.key}`, orders, operator, literal);
    case 'tracker':
      return clause(`поле трекера ${operand.key}`, orders, operator, literal);
    case 'chatId':
      return clause('ID чата', masculine, operator, literal);
    case 'created':
      return `диалог начался ${ago(operator, literal)}`;
    case 'lastMessage':
      if (isNone) return 'сообщений ещё не было';
      return isSome ? 'сообщения уже были' : `последнее сообщение было ${ago(operator, literal)}`;
    default:
      return standing(operand.of, comparison);
  }
}

/** Where the dialog stands and who is in it. */
function standing(of: Standing, { operator, literal }: Comparison): string {
  const not = operator === '!=';
  const isNone = operator === 'isEmpty' || (literal?.is === 'none' && operator === '=');
  const isSome = operator === 'isNotEmpty' || (literal?.is === 'none' && not);
  const name = named(literalText(literal));
  const dash = `- ${not ? 'не ' : ''}${quoted(literalText(literal))}`;
  switch (of) {
    case 'status':
      return `статус - ${not ? 'не ' : ''}${name}`;
    case 'flow':
      if (isNone) return 'лид не находится ни в одном флоу';
      return isSome ? 'лид в каком-нибудь флоу' : `лид ${not ? 'не ' : ''}во флоу ${name}`;
    case 'step':
      if (isNone) return 'лид не находится ни на одном шаге';
      return isSome
        ? 'лид на каком-нибудь шаге'
        : `лид ${not ? 'не ' : ''}на ${stepOf(literalText(literal))}`;
    case 'campaign':
      if (isNone) return 'лид пришёл без кампании';
      if (isSome) return 'лид пришёл из какой-нибудь кампании';
      return `лид пришёл ${not ? 'не ' : ''}из кампании ${name}`;
    case 'manager':
      if (isNone) return 'менеджер не назначен';
      if (isSome) return 'менеджер назначен';
      return operator === 'has' ? clause('имя менеджера', orders, operator, literal) : `менеджер ${dash}`;
    case 'name':
      if (isNone) return 'у лида нет имени';
      if (isSome) return 'у лида есть имя';
      return operator === 'has' ? clause('имя', orders, operator, literal) : `имя ${dash}`;
    case 'username':
      if (isNone) return 'у лида нет имени пользователя';
      if (isSome) return 'у лида есть имя пользователя';
      return operator === 'has'
        ? clause('имя пользователя', orders, operator, literal)
        : `имя пользователя ${dash}`;
  }
}

function clause(
  subject: string,
  gendered: Record<Operator, string>,
  operator: Operator,
  literal: Literal | null,
): string {
  const words = literal?.is === 'date' ? days : gendered;
  if (literal === null) return `${subject} ${words[operator]}`;
  return `${subject} ${words[operator]} ${literal.is === 'text' ? quoted(literal.text) : literalText(literal)}`;
}

function happened(event: string, operator: Operator, count: string): string {
  if (operator === '=' && count === '0') return `события ${event} не было ни разу`;
  if (operator === '=') return `событие ${event} было ровно ${count} ${nominativeTimes(count)}`;
  if (operator === '!=') return `событие ${event} было любое число раз, кроме ${count}`;
  return `событие ${event} было ${orders[operator]} ${count} ${endsInOne(count) || !isWhole(count) ? 'раза' : 'раз'}`;
}

/** Ровно 1 раз, 2 раза, 5 раз, 11 раз, 22 раза, 1.5 раза. */
function nominativeTimes(count: string): string {
  if (!isWhole(count)) return 'раза';
  return /(^|[^1])[234]$/.test(count) ? 'раза' : 'раз';
}

const isWhole = (count: string): boolean => !count.includes('.');

/** 1, 21, 101, but not 11: after "больше" the counted word is then singular. */
const endsInOne = (count: string): boolean => /(^|[^1])1$/.test(count);

/** Singular and plural as they stand behind "больше", "меньше": both genitive. */
const units: Readonly<Record<string, readonly [string, string]>> = {
  d: ['дня', 'дней'],
  h: ['часа', 'часов'],
  m: ['минуты', 'минут'],
  s: ['секунды', 'секунд'],
  ms: ['миллисекунды', 'миллисекунд'],
};

function ago(operator: Operator, literal: Literal | null): string {
  const parts = durationParts(literalText(literal)).map(({ amount, unit }) => {
    const [singular, plural] = units[unit] ?? ['', ''];
    return `${amount} ${endsInOne(String(amount)) ? singular : plural}`;
  });
  return `${orders[operator]} ${parts.join(' ')} назад`;
}

function stepOf(text: string): string {
  const [first = '', second] = text.split('/');
  return second === undefined
    ? `шаге ${named(first)} любого флоу`
    : `шаге ${named(second)} флоу ${named(first)}`;
}

/** A name of one word stands as it is. */
const named = (text: string): string => (/\s/.test(text) ? quoted(text) : text);

const quoted = (text: string): string => `«${text}»`;
