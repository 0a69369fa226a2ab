/** What a click brings to the lead that starts the bot with it. */

const prototypeNames = new Set(['__proto__', 'constructor', 'prototype']);

/** At most so many parameters of a click are kept; the rest of a longer link is noise or an attack. */
const maximumParameters = 100;
const maximumLength = 1024;

/**
 * Tracker fields of a click: every parameter of the campaign link (first 100, values cut at 1,024
 * characters, names that fit `tracker.<key>`), and `source` when the link named one.
 */
export function trackerFields(
  parameters: Iterable<[string, string]>,
  source: string | null,
): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  let count = 0;
  for (const [key, value] of parameters) {
    if (count >= maximumParameters) break;
    if (key === 'clickid' || prototypeNames.has(key) || !/^[A-Za-z0-9_.-]{1,64}$/.test(key)) continue;
    fields[key] = clean(value);
    count += 1;
  }
  if (source && !Object.hasOwn(fields, 'source')) fields.source = source;
  return fields;
}

const clean = (value: string): string =>
  value.replaceAll('\0', '').toWellFormed().slice(0, maximumLength).toWellFormed();
