/** Reads what is compared: `cost`, `fields.country`, `count(resale)` ... */
import type { ConditionPlace, Operand } from './conditionShape.ts';
import { type Cursor, refuse, step } from './cursor.ts';
import { readEventName, shown } from './readLiteral.ts';
import { isKeyword } from './scan.ts';

const named: ReadonlyMap<string, Operand> = new Map(
  (
    [
      'event',
      'cost',
      'tags',
      'status',
      'flow',
      'step',
      'manager',
      'campaign',
      'name',
      'username',
      'chatId',
      'created',
      'lastMessage',
      'amount',
      'currency',
    ] as const
  ).map((of) => [of, { of }]),
);

/** Every way to write an operand, in the order in which the guide explains them. */
const spellings = [...named.keys(), 'count', 'last', 'fields', 'tracker'];

const longestKey = 64;

/** The operand at the cursor, which then stands behind it; null when refused. */
export function readOperand(cursor: Cursor, place: ConditionPlace): Operand | null {
  const { token } = cursor;
  if (token.kind !== 'word' || isKeyword(token.text)) return refuseOperand(cursor);
  const { text, at } = token;
  if (text === 'count' || text === 'last') return readOfEvent(cursor, text);
  const point = text.indexOf('.');
  const prefix = text.slice(0, Math.max(0, point));
  if (prefix === 'fields' || prefix === 'tracker') {
    const key = text.slice(point + 1);
    if (key === '' || key.length > longestKey) {
      return refuse(cursor, at, `expected a key of 1 to ${longestKey} signs such as ${prefix}.country`);
    }
    step(cursor);
    return { of: prefix === 'fields' ? 'field' : 'tracker', key };
  }
  const operand = named.get(text);
  if (!operand) return refuseOperand(cursor);
  if (place === 'lead' && (operand.of === 'amount' || operand.of === 'currency')) {
    return refuse(cursor, at, `${text} is known only in an auto action, where an event fires it`);
  }
  step(cursor);
  return operand;
}

function readOfEvent(cursor: Cursor, of: 'count' | 'last'): Operand | null {
  const opening = step(cursor);
  if (opening.kind !== 'open') {
    return refuse(cursor, opening.at, `expected ( and the name of an event, such as ${of}(sale)`);
  }
  const { kind, text, at } = step(cursor);
  if ((kind !== 'word' && kind !== 'quoted') || (kind === 'word' && isKeyword(text))) {
    return refuse(cursor, at, `expected the name of an event, such as ${of}(sale)`);
  }
  const event = readEventName(text);
  if (!event.ok) return refuse(cursor, at, event.reason);
  const closing = step(cursor);
  if (closing.kind !== 'close') return refuse(cursor, closing.at, 'expected )');
  step(cursor);
  return { of, event: event.value };
}

function refuseOperand(cursor: Cursor): null {
  const { kind, text, at } = cursor.token;
  if (kind === 'end') return refuse(cursor, at, 'expected a condition such as event = sale or cost > 20');
  const lower = text.toLowerCase();
  const near =
    kind === 'word' ? spellings.find((one) => one.toLowerCase() === lower.replace(/\..*$/s, '')) : '';
  if (near) {
    const hint = near === 'fields' || near === 'tracker' ? `${near}.key` : near;
    return refuse(cursor, at, `expected ${hint}, not ${shown(text)}`);
  }
  return refuse(
    cursor,
    at,
    'expected what is compared: event, count(sale), last(sale), cost, tags, fields.key, tracker.key, status, flow, ' +
      `step, manager, campaign, name, username, chatId, created or lastMessage, not ${shown(text)}`,
  );
}
