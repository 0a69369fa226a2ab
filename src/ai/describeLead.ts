/** What the bot knows of a lead and what was said, as text that cannot leave its fence. Pure. */
import { formatMoney } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';
import type { AiLead, AiLeadMessage } from '../store/store.ts';
import { describeEvents, describeTime, sumsOf } from './eventWords.ts';
import { quoted } from './fence.ts';

const mostValueLength = 500;
const mostDataLength = 8000;
const mostMessageLength = 4000;
export const mostMessages = 40;
export const mostHistoryLength = 12_000;

/** The slots of lead.md. `now` is the bot's own time. */
export function leadSlots(lead: AiLead, now: Instant): Record<string, string> {
  const { timezone } = lead.bot;
  const events = describeEvents(lead.events, timezone);
  const sums = [...sumsOf(lead.events)].map(([currency, sum]) => `${formatMoney(sum)} ${currency}`);
  return {
    now: `${describeTime(now, timezone)} (${timezone})`,
    place: lead.place ?? '',
    events,
    noEvents: events === '' ? 'none' : '',
    sums: sums.join(', '),
    lead: describeKnowledge(lead),
    conversation: describeHistory(lead.messages, timezone),
  };
}

function describeKnowledge(lead: AiLead): string {
  const fields = lead.fields.map(({ key, name, value }) => {
    const text = Array.isArray(value) ? value.join(', ') : String(value);
    return `field ${key}${name === key ? '' : ` ${quoted(name, 200)}`}: ${quoted(text, mostValueLength)}`;
  });
  const tracker = Object.entries(lead.tracker)
    .filter(([key, value]) => typeof value === 'string' && !isSecret(key, value))
    .map(([key, value]) => `advertisement ${quoted(key, 64)}: ${quoted(value, mostValueLength)}`);
  return fitting([`name: ${quoted(lead.name, 200)}`, ...fields, ...tracker], mostDataLength).join('\n');
}

const secretKey =
  /(^|[_\W])(id|ids|uid|uuid|guid|ip|hash|sig|sign|signature|token|key|secret|pass|password|auth|session|cookie|email|phone)($|[_\W])|(click|user|visit|lead|tx|transaction|campaign|ad|adset|placement|creative)_?id$|clid$|^sub_?\w{0,3}$|^(fbp|fbc|tid)$/i;

/** Ids and tokens say nothing to a model and are not its business. */
const isSecret = (key: string, value: string): boolean =>
  secretKey.test(key) ||
  (/[A-Za-z0-9]{20,}/.test(value) && /\d/.test(value)) ||
  /^[0-9a-f-]{16,}$/i.test(value) ||
  /^\d{9,}$/.test(value);

/** The lines from the first on, as many as fit. */
function fitting(lines: readonly string[], most: number): string[] {
  let room = most;
  const end = lines.findIndex((line) => {
    room -= line.length + 1;
    return room < 0;
  });
  return end < 0 ? [...lines] : lines.slice(0, end);
}

/** What stands behind `/start` is the id of a click. */
const withoutPayload = (text: string): string => text.replace(/^\/start\s.*/s, '/start');

/** A line a message, oldest first; of what is too much the oldest is left out. */
export function describeHistory(messages: readonly AiLeadMessage[], timezone: string): string {
  const lines = messages
    .slice(-mostMessages)
    .map(({ direction, kind, text, at }) => {
      const who = direction === 'in' ? 'lead' : 'you';
      const media = kind === 'text' || kind === 'button' || kind === 'start' ? '' : ` [${quoted(kind, 40)}]`;
      return `${describeTime(at, timezone)} ${who}${media}: ${quoted(withoutPayload(text), mostMessageLength)}`;
    })
    .reverse();
  const shown = fitting(lines, mostHistoryLength).reverse();
  if (shown.length === 0) return '(nobody has written yet)';
  return lines.length > shown.length
    ? `(earlier messages are left out)\n${shown.join('\n')}`
    : shown.join('\n');
}
