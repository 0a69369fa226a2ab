/** Recognising a macro that the network was meant to fill in and did not. */

const longestPlaceholder = 400;

// One or more macros in single or double braces and nothing else but joints: `{sub1}`,
// `{{clickid}}`, `-{amount}`, `{status:lead=0 sale=1}`, `{user_id}_{tid}`. JSON begins with a quote
// inside the brace and is none.
const onlyMacros = /^[+-]?(?:\{\{?\s*[\p{L}_][^{}]{0,127}\}\}?[-_:.,|/\s]*)+$/u;

/** Whether a decoded value is still a placeholder, plain (`{cost}`) or encoded twice (`%7Bcost%7D`). */
export function isPlaceholder(value: string): boolean {
  const last = value.charCodeAt(value.length - 1);
  // Nearly every value ends in neither `}` nor the D of `%7D`.
  if ((last !== 0x7d && (last | 0x20) !== 0x64) || value.length > longestPlaceholder) return false;
  if (last === 0x7d) return onlyMacros.test(value);
  return /%7d$/i.test(value) && onlyMacros.test(value.replace(/%7b/gi, '{').replace(/%7d/gi, '}'));
}
