/** Rows of the journal as the log of requests shows them: raw, without what only its owner may know. */
import { formatInstant } from '../base/instant.ts';
import type { JournalRecord } from '../store/store.ts';
import type { ApiRequest } from './contract.ts';
import type { ApiRequestDetail } from './contractLogs.ts';

const kinds = ['postback', 'webhook', 'sendWebhook', 'ai', 'update', 'channel'] as const;

export function showRequest(row: JournalRecord): ApiRequest {
  const { request, reason, warnings, durationMs, text } = row.document;
  return {
    id: String(row.id),
    kind: kinds.find((kind) => kind === row.kind) ?? 'postback',
    at: formatInstant(row.at),
    method: request?.method ?? '',
    url: withoutSecrets(request?.url ?? ''),
    status: request?.status ?? null,
    outcome: row.outcome,
    reason,
    warnings,
    dialogId: row.dialogId === null ? null : String(row.dialogId),
    durationMs,
    ...(text === undefined ? {} : { text }),
  };
}

export function showRequestDetail(row: JournalRecord): ApiRequestDetail {
  const { request, entries } = row.document;
  return {
    ...showRequest(row),
    contentType: request?.contentType ?? '',
    body: withoutSecrets(request?.body ?? ''),
    source: row.source,
    replayable: row.kind === 'webhook' || row.kind === 'postback',
    assignable: row.kind === 'postback' && assignable.has(row.outcome),
    entries: entries.map((entry) => ({ ...entry })),
  };
}

/** Outcomes of requests that have touched no dialog yet. */
export const assignable: ReadonlySet<string> = new Set([
  ...['parked', 'kept', 'otherCampaign', 'expired', 'failed'],
]);

/** By these names services carry what opens their doors. Bounded: a name of a megabyte must not take a minute. */
const secretName =
  '[\\w.-]{0,60}?(?:token|secret|passw(?:or)?d|api[_-]?key|signature|authorization)[\\w.-]{0,60}';
const inQuery = new RegExp(`([?&;]|^)(${secretName})=[^&;#\\s]*`, 'gi');
const inJson = new RegExp(`("${secretName}"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|[\\w.+-]+)`, 'gi');

/** A URL, form or JSON body with an ellipsis in place of each value whose name says that it is a secret. */
export const withoutSecrets = (text: string): string =>
  text.replace(inQuery, '$1$2=…').replace(inJson, '$1"…"');
