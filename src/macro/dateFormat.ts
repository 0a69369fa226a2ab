/** The `date` filter: reads the dates that fields hold and writes them by pattern. */
import { clockAt, isTimezone } from '../base/instant.ts';

type WallClock = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
};

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?\s?(Z|[+-]\d\d:?\d\d)?$/;
const dottedPattern = /^(\d\d)\.(\d\d)\.(\d{4})(?: (\d\d):(\d\d)(?::(\d\d))?)?$/;

/**
 * Writes a date by the tokens YYYY YY MM DD HH mm ss; null when the text is no date. Understands
 * ISO 8601, `DD.MM.YYYY HH:mm:ss` and unix time of 10 digits (s) or 13 (ms). What names no offset
 * is the bot's own wall clock already: a birthday must not slip a day to the west.
 */
export function formatDate(text: string, pattern: string, timezone: string): string | null {
  const clock = readDate(text.trim(), isTimezone(timezone) ? timezone : 'UTC');
  if (!clock) return null;
  return pattern.replace(/YYYY|YY|MM|DD|HH|mm|ss/g, (token) => writeToken(token, clock));
}

function readDate(text: string, timezone: string): WallClock | null {
  if (/^\d{10}$/.test(text)) return wallClock(Number(text) * 1000, timezone);
  if (/^\d{13}$/.test(text)) return wallClock(Number(text), timezone);
  const iso = isoPattern.exec(text);
  const parts = iso ?? reorder(dottedPattern.exec(text));
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const clock = {
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  };
  if (!isReal(clock)) return null;
  const offset = iso?.[7];
  return offset ? wallClock(asUtc(clock) - offsetMilliseconds(offset), timezone) : clock;
}

/** Puts `DD.MM.YYYY` groups in ISO's order. */
function reorder(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match && [match[0], match[3], match[2], match[1], match[4], match[5], match[6]];
}

const asUtc = (clock: WallClock): number =>
  Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute, clock.second);

/** False for the 31st of February and for 25:00, which `Date.UTC` would roll over silently. */
function isReal(clock: WallClock): boolean {
  const date = new Date(asUtc(clock));
  return (
    date.getUTCFullYear() === clock.year &&
    date.getUTCMonth() === clock.month - 1 &&
    date.getUTCDate() === clock.day &&
    date.getUTCHours() === clock.hour &&
    date.getUTCMinutes() === clock.minute
  );
}

function offsetMilliseconds(offset: string): number {
  if (offset === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Every time zone in use is whole minutes off UTC, so the seconds are the same everywhere. */
const wallClock = (at: number, timezone: string): WallClock => ({
  ...clockAt(at, timezone),
  second: new Date(at).getUTCSeconds(),
});

function writeToken(token: string, clock: WallClock): string {
  const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
  switch (token) {
    case 'YYYY':
      return pad(clock.year, 4);
    case 'YY':
      return pad(clock.year % 100);
    case 'MM':
      return pad(clock.month);
    case 'DD':
      return pad(clock.day);
    case 'HH':
      return pad(clock.hour);
    case 'mm':
      return pad(clock.minute);
    default:
      return pad(clock.second);
  }
}
