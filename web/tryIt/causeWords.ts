/** What a signal is called on the page. */
import type { ApiTimelineItem } from '../../src/api/contract.ts';
import type { TextKey } from '../parts/language.ts';
import type { Texts } from '../parts/useText.ts';

/** The headline of a signal: what came in, and from where. */
export function causeWords(text: Texts, kind: string, told: string): string {
  switch (kind) {
    case 'postback':
      return postbackWords(text, told);
    case 'update':
      return text.or(`cause.update.${told}`, text('cause.update'));
    case 'webhook':
      return text('cause.webhook');
    case 'operator':
      return text('cause.operator', { by: told });
    case 'outcome':
      return text.or(`cause.outcome.${told}`, text('cause.outcome'));
    case 'sendWebhook':
      return text('cause.sendWebhook');
    case 'timer':
      return text('cause.timer');
    default:
      return told ? `${kind}: ${told}` : kind;
  }
}

/** A postback is told as `event · postback's name`. */
function postbackWords(text: Texts, told: string): string {
  const at = told.indexOf(' · ');
  if (at < 0) return text('cause.postback', { event: told, from: '' });
  const event = told.slice(0, at);
  const from = told.slice(at + 3);
  return text('cause.postback', { event: eventWords(text, event), from });
}

export const eventWords = (text: Texts, event: string): string => text.or(`event.${event}`, event);

/** The sentences of the engine that have a translation, by what they look like. */
const reasons: [RegExp, TextKey][] = [
  [/^tid (?<tid>.+) was received before$/, 'reason.tid'],
  [/^(?<event>\S+) was received before$/, 'reason.before'],
  [/^(?<event>\S+) without tid counts once a lead$/, 'reason.once'],
  [/^the same request came within (?<seconds>[\d.]+) s$/, 'reason.within'],
  [/^the rule respects the operator/, 'reason.operator'],
  [/^automation does not run while the dialog is (?<status>\w+)$/, 'reason.status'],
  [/^the lead came by another click/, 'reason.secondClick'],
  [/^\{\{(?<macro>[^}]+)\}\} in (?<step>\S+) is unknown/, 'reason.macroUnknown'],
  [/^\{\{(?<macro>[^}]+)\}\} in (?<step>\S+) has no value/, 'reason.macroEmpty'],
  [/^the button that was pressed is no longer/, 'reason.missingButton'],
  [/^the connection was refused/, 'reason.call.refused'],
  [/^the connection was broken off/, 'reason.call.broken'],
  [/^the host name is unknown/, 'reason.call.hostUnknown'],
  [/^the host name could not be resolved/, 'reason.call.hostUnresolved'],
  [/^the connection timed out/, 'reason.call.timedOut'],
];

/** A reason in the words of the language; one that we do not know stays as it was told. */
export function reasonWords(text: Texts, reason: string): string {
  for (const [looks, key] of reasons) {
    const found = looks.exec(reason);
    if (!found) continue;
    const { event, ...parts } = found.groups ?? {};
    return text(key, { ...parts, ...(event && { event: eventWords(text, event) }) });
  }
  return reason;
}

/** The members of a timeline line: it is outside data of many kinds. */
export const lineText = (item: ApiTimelineItem, key: string): string => {
  const value = item[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

export const lineList = (item: ApiTimelineItem, key: string): string[] => {
  const value = item[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

export const lineRecord = (item: ApiTimelineItem, key: string): [string, unknown][] => {
  const value = item[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
};
