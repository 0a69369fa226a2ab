/** The closed list of filters: `{{name | default: "friend" | upper}}`. */
import { formatDate } from './dateFormat.ts';
import type { MacroWarning } from './macroData.ts';

export type Filter =
  | { filter: 'default'; value: string }
  | { filter: 'upper' }
  | { filter: 'lower' }
  | { filter: 'date'; pattern: string }
  /** Only matters inside a URL; see `encodeForUrl`. */
  | { filter: 'raw' }
  /** Not a filter, or one with a missing or superfluous argument. */
  | { filter: 'bad'; written: string };

/** Reads what stands between two `|`, such as `default: "friend"`; never fails. */
export function parseFilter(written: string): Filter {
  const text = written.trim();
  const colon = text.indexOf(':');
  if (colon < 0) {
    return text === 'upper' || text === 'lower' || text === 'raw'
      ? { filter: text }
      : { filter: 'bad', written: text };
  }
  const name = text.slice(0, colon).trim();
  const argument = unquote(text.slice(colon + 1).trim());
  if (argument !== null && name === 'default') return { filter: 'default', value: argument };
  if (argument !== null && name === 'date') return { filter: 'date', pattern: argument };
  return { filter: 'bad', written: text };
}

function unquote(text: string): string | null {
  const quote = text[0];
  if (text.length < 2 || (quote !== '"' && quote !== "'") || !text.endsWith(quote)) return null;
  return text.slice(1, -1).replace(/\\(["'\\])/g, '$1');
}

/** Runs a value through the chain; a bad filter or unreadable date is reported and skipped. */
export function applyFilters(
  value: string,
  filters: readonly Filter[],
  timezone: string,
  report: (reason: MacroWarning['reason']) => void,
): string {
  let text = value;
  for (const filter of filters) {
    if (filter.filter === 'default') text = text === '' ? filter.value : text;
    else if (filter.filter === 'upper') text = text.toUpperCase();
    else if (filter.filter === 'lower') text = text.toLowerCase();
    else if (filter.filter === 'bad') report('badFilter');
    else if (filter.filter === 'date' && text !== '') {
      const formatted = formatDate(text, filter.pattern, timezone);
      if (formatted === null) report('badDate');
      text = formatted ?? text;
    }
  }
  return text;
}
