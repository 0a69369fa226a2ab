/** Reading an event's money as it was sent. */
import { type Decimal, parseDecimal } from '../base/decimal.ts';
import { fail, ok, type Result } from '../base/result.ts';

const longestAmount = 64;

/** Reads an amount: exact, possibly negative; `1,5` and `1 500.00` are understood, `NaN` and `1e400` are not. */
export function parseAmount(text: string): Result<Decimal, string> {
  if (text.length > longestAmount) return fail(`an amount has at most ${longestAmount} characters`);
  return parseDecimal(text);
}

/** Reads a currency code: three to five Latin letters (ISO 4217, or such as USDT), upper-cased. */
export function parseCurrency(text: string): Result<string, string> {
  const code = text.trim();
  if (!/^[A-Za-z]{3,5}$/.test(code)) {
    return fail(`${JSON.stringify(code.slice(0, 40))} is not a currency code such as USD`);
  }
  return ok(code.toUpperCase());
}
