/** How the value of a custom field or a tracker field is compared. */
import type { Literal, Operator } from './conditionShape.ts';
import { comparerWith, textOfNumber } from './decimalText.ts';
import { literalText } from './literalText.ts';
import { orderTest } from './orderTest.ts';

export type FieldValue = string | number | readonly string[];

type FieldTest = (value: FieldValue | undefined) => boolean;

/** The test of one value; undefined is a field without a value. */
export function compileFieldTest(operator: Operator, literal: Literal | null): FieldTest {
  switch (operator) {
    case 'isEmpty':
      return isEmpty;
    case 'isNotEmpty':
      return (value) => !isEmpty(value);
    case '=':
      return equalTo(literal);
    case '!=': {
      const equal = equalTo(literal);
      return (value) => !equal(value);
    }
    case 'has':
      return containing(literalText(literal));
    default:
      return literal?.is === 'number'
        ? numberTest(operator, literal.value)
        : dayTest(operator, literalText(literal));
  }
}

const isEmpty = (value: FieldValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Equal text, or equal numbers where both are some; of a list any element. */
function equalTo(literal: Literal | null): FieldTest {
  const text = literalText(literal);
  if (literal?.is !== 'number') return someOf(String, (one) => one === text);
  const compare = comparerWith(literal.value);
  return someOf(textOfNumber, (one) => compare(one) === 0);
}

/** The elements of a list one by one, any other value as its text. */
const someOf =
  (textOfValue: (value: number) => string, test: (text: string) => boolean): FieldTest =>
  (value) => {
    if (typeof value === 'string') return test(value);
    if (typeof value === 'number') return test(textOfValue(value));
    return Array.isArray(value) && value.some((one) => typeof one === 'string' && test(one));
  };

const containing =
  (text: string): FieldTest =>
  (value) => {
    if (typeof value === 'string') return value.includes(text);
    if (typeof value === 'number') return String(value).includes(text);
    return Array.isArray(value) && value.includes(text);
  };

function numberTest(operator: Operator, value: string): FieldTest {
  const compare = comparerWith(value);
  const holds = orderTest(operator);
  return (found) => {
    if (typeof found === 'string') return holds(compare(found));
    return typeof found === 'number' && holds(compare(textOfNumber(found)));
  };
}

const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}/;

/** By the first ten signs of the value, which need not be all of it: a time may follow. */
function dayTest(operator: Operator, text: string): FieldTest {
  const holds = orderTest(operator);
  return (found) => {
    if (typeof found !== 'string' || !day.test(found)) return false;
    const first = found.slice(0, 10);
    return holds(first < text ? -1 : first > text ? 1 : 0);
  };
}
