import { describe, expect, it } from 'vitest';
import { formatCondition } from './formatCondition.ts';
import { parseCondition } from './parseCondition.ts';

function canonical(text: string): string {
  const parsed = parseCondition(text, 'event');
  return parsed.ok ? formatCondition(parsed.value) : `${parsed.reason.at}: ${parsed.reason.reason}`;
}

describe('a condition is understood', () => {
  it.each([
    ['event=sale', 'event = sale'],
    ['EVENT = sale', '0: expected event, not "EVENT"'],
    ['event is sale and event is not sale', 'event = sale and event != sale'],
    ['tags IS ANY Or tags Is Not Empty', 'tags is not empty or tags is not empty'],
    ['tags is empty', 'tags is empty'],
    ['manager is none', 'manager = none'],
    ['manager is not NONE', 'manager != none'],
    ['manager = "none"', 'manager = "none"'],
    ["name = 'O\\'Brien'", 'name = "O\'Brien"'],
    ['name = "a\\"b\\\\c\\nd\\te\\rf"', 'name = "a\\"b\\\\c\\nd\\te\\rf"'],
    ['name = any', 'name = "any"'],
    ['count( "first deposit" )>=2', 'count("first deposit") >= 2'],
    ['count(sale)>-1.50', 'count(sale) > -1.50'],
    ['last(sale)<1h30m', 'last(sale) < 1h30m'],
    ['fields.country has Бразилия', 'fields.country has Бразилия'],
    ['fields.born >= 2024-03-10', 'fields.born >= 2024-03-10'],
    ['fields.code = 007', 'fields.code = 007'],
    ['fields.code = "007"', 'fields.code = "007"'],
    ['fields.a.b-c = 1,5', 'fields.a.b-c = "1,5"'],
    ['fields.day = 2024-02-31', 'fields.day = "2024-02-31"'],
    ['tracker.clickid = a/b#c@d+e', 'tracker.clickid = a/b#c@d+e'],
    ['tags = 100', 'tags = "100"'],
    ['step = FD/REG', 'step = FD/REG'],
    ['currency is usd', 'currency = USD'],
    ['amount is any', 'amount is not empty'],
    ['((event = a))', 'event = a'],
    ['(event = a and event = b) and event = c', '(event = a and event = b) and event = c'],
    ['event = a or event = b and not event = c', 'event = a or event = b and not event = c'],
    ['(event = a or event = b) and not (event = c)', '(event = a or event = b) and not event = c'],
    ['not not(event = a or event = b)', 'not not (event = a or event = b)'],
    ['\n event\t=\u00a0sale ', 'event = sale'],
  ])('%j', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('as a tree in which or binds weakest, then and, then not', () => {
    const parsed = parseCondition('event = a or not event = b and cost > 05', 'lead');
    const event = (text: string) => ({
      kind: 'compare',
      operand: { of: 'event' },
      operator: '=',
      literal: { is: 'text', text },
    });
    const cost = {
      kind: 'compare',
      operand: { of: 'cost' },
      operator: '>',
      literal: { is: 'number', text: '05', value: '5' },
    };
    expect(parsed).toEqual({
      ok: true,
      value: {
        kind: 'or',
        conditions: [event('a'), { kind: 'and', conditions: [{ kind: 'not', condition: event('b') }, cost] }],
      },
    });
  });

  it('up to 4000 signs and 50 brackets', () => {
    const deep = `${'('.repeat(50)}event = a${')'.repeat(50)}`;
    expect(canonical(deep)).toBe('event = a');
    expect(canonical(`(${deep})`)).toBe('50: expected brackets and nots at most 50 deep');
    expect(canonical(`${'not '.repeat(51)}event = a`)).toBe(
      '200: expected brackets and nots at most 50 deep',
    );
    expect(canonical(`event = a${' '.repeat(3991)}`)).toBe('event = a');
    expect(canonical(`event = a${' '.repeat(3992)}`)).toBe(
      '4000: expected a condition of at most 4000 signs',
    );
  });
});

describe('a problem names the first wrong sign and what was expected', () => {
  it.each([
    ['', '0: expected a condition such as event = sale or cost > 20'],
    ['  ', '2: expected a condition such as event = sale or cost > 20'],
    ['event = sale and', '16: expected a condition such as event = sale or cost > 20'],
    ['event', '5: expected =, !=, is empty or is not empty behind event'],
    ['event > 5', '6: expected =, !=, is empty or is not empty behind event'],
    ['event > "unclosed', '6: expected =, !=, is empty or is not empty behind event'],
    ['event = "unclosed', '8: expected a closing "'],
    ['event = "a\\q"', '10: expected ", \', \\, n, r or t behind the backslash'],
    ['event = resale#2', "8: expected an event's name without #; to count write: count(resale) >= 2"],
    ['event = and', '8: expected a value; the word and as a value stands in quotes: "and"'],
    [
      'event = none',
      '8: expected a value; for no value write: is empty; the word none as a value stands in quotes: "none"',
    ],
    ['status = empty', '9: expected a value; the word empty as a value stands in quotes: "empty"'],
    ['name = ""', '7: expected a text that is not empty; for no value write: is empty'],
    ['event =', '7: expected a value'],
    ['event = = a', '8: expected a value, not ='],
    ['cost == 5', '6: expected a value, not ='],
    ['event = a event = b', '10: expected and, or or the end, not "event"'],
    ['event = a)', '9: expected and, or or the end, not ")"'],
    ['(event = a', '10: expected and, or or ) for the bracket opened before'],
    ['(event = a event', '11: expected and, or or ) for the bracket opened before'],
    ['count', '5: expected ( and the name of an event, such as count(sale)'],
    ['count(', '6: expected the name of an event, such as count(sale)'],
    ['count(or) > 1', '6: expected the name of an event, such as count(sale)'],
    ['count("") > 1', '6: expected the name of an event'],
    ['count(sale > 1', '11: expected )'],
    ['count(sale) is empty', '12: expected =, !=, >, <, >= or <= behind count(sale)'],
    ['cost = 1,5', '7: expected a number such as 20 or -1.5, not "1,5"'],
    ['cost = "20"', '7: expected a number such as 20 or -1.5, not "20" in quotes'],
    ['cost = 1e3', '7: expected a number such as 20 or -1.5, not "1e3"'],
    ['cost = .5', '7: expected a number such as 20 or -1.5, not ".5"'],
    ['last(sale) = 7d', '11: expected >, <, >=, <=, is empty or is not empty behind last(sale)'],
    ['last(sale) < 7', '13: expected a duration of at most 366 days such as 7d, 12h or 1h30m, not "7"'],
    ['last(sale) < 400d', '13: expected a duration of at most 366 days such as 7d, 12h or 1h30m, not "400d"'],
    ['created is empty', '8: expected >, <, >= or <= behind created'],
    [
      'status = Auto',
      '9: expected one of start, auto, waiting, manual, finished, blocked, stopped, error, not "Auto"',
    ],
    ['fields.x > abc', '11: expected a number such as 20 or -1.5, or a date such as 2024-03-10, not "abc"'],
    [
      'fields.x > "5"',
      '11: expected a number such as 20 or -1.5, or a date such as 2024-03-10, not "5" in quotes',
    ],
    [
      'fields.x > 2024-02-31',
      '11: expected a number such as 20 or -1.5, or a date such as 2024-03-10, not "2024-02-31"',
    ],
    ['fields. = 5', '0: expected a key of 1 to 64 signs such as fields.country'],
    ['fields = 5', '0: expected fields.key, not "fields"'],
    ['step = a/b/c', '7: expected a step\'s key such as REG, or flow/step such as FD/REG, not "a/b/c"'],
    ['currency = dollars', '11: expected a currency code such as USD, not "dollars"'],
    ['flow has F', '5: expected =, !=, is empty or is not empty behind flow'],
    ['tags > 5', '5: expected =, !=, has, is empty or is not empty behind tags'],
    ['tags not has a', '5: expected =, !=, has, is empty or is not empty behind tags'],
    ['tags is not any', '12: expected empty or a value; the word any as a value stands in quotes'],
    ['name = “Ann”', `7: expected straight quotes, " or ', not “`],
    ['name = {{x}}', '7: expected a name or a value, not {: names stand without braces'],
    ['cost ! 5', '5: expected !='],
    ['a\0', '1: expected text, not a sign that no text can hold'],
    ['name = "\ud800"', '8: expected text, not a sign that no text can hold'],
  ])('%j', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('and speaks of an amount only where an event fires', () => {
    expect(parseCondition('amount > 5 and cost > 1', 'event').ok).toBe(true);
    expect(parseCondition('cost > 1 and amount > 5', 'lead')).toEqual({
      ok: false,
      reason: { at: 13, reason: 'amount is known only in an auto action, where an event fires it' },
    });
  });

  it('and lists the operands for an unknown one', () => {
    const parsed = parseCondition('country = Brazil', 'lead');
    expect(parsed.ok ? '' : parsed.reason.reason).toMatch(
      /^expected what is compared: .*fields\.key.*, not "country"$/,
    );
  });
});
