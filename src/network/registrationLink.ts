/** The link that hands our click id to a partner. */
import { fail, ok, type Result } from '../base/result.ts';

const clickIdMacro = '{{tracker.clickid}}';

/**
 * `https://partner.com/signup` and `sub1` give `https://partner.com/signup?sub1={{tracker.clickid}}`.
 * Keeps the address's query and fragment; a parameter of that name already there is replaced. The
 * address must be absolute http(s), with a host that no macro supplies.
 */
export function registrationLink(baseUrl: string, parameter: string): Result<string, string> {
  if (!/^[A-Za-z0-9_.[\]-]{1,64}$/.test(parameter)) {
    return fail('a parameter name has 1 to 64 letters, digits, _ . - [ ]');
  }
  const base = baseUrl.trim();
  if (!/^https?:\/\/[^\s/?#@{}\\"<>]+(?:[/?#]|$)/i.test(base)) {
    return fail('expected an absolute address such as https://partner.com/signup');
  }
  // Spaces inside a macro's braces (`{{ tracker.buyer }}`) are fine, elsewhere an address has none.
  if (/[\s"<>\p{Cc}]/u.test(base.replace(/\{\{[^{}\p{Cc}]*\}\}/gu, ''))) {
    return fail('an address has no spaces, quotes or angle brackets');
  }
  const hash = base.indexOf('#');
  const address = hash < 0 ? base : base.slice(0, hash);
  const mark = address.indexOf('?');
  const path = mark < 0 ? address : address.slice(0, mark);
  const kept =
    mark < 0
      ? []
      : address
          .slice(mark + 1)
          .split('&')
          .filter((pair) => pair !== '' && nameOf(pair) !== parameter);
  const query = [...kept, `${parameter}=${clickIdMacro}`].join('&');
  return ok(`${path}?${query}${hash < 0 ? '' : base.slice(hash)}`);
}

const nameOf = (pair: string): string => pair.split('=', 1)[0] ?? '';
