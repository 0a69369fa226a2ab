/** What of the log is shown, as it stands in the page's address. */

export const kinds = ['all', 'postback', 'webhook', 'sendWebhook', 'ai', 'update', 'channel'] as const;
export const outcomes = [
  ...(['applied', 'duplicate', 'parked', 'kept', 'otherCampaign'] as const),
  ...(['ignored', 'rejected', 'failed', 'retry', 'expired', 'ok'] as const),
] as const;
/** How far back, in hours; `all`: to the beginning. */
export const spans = { hour: 1, day: 24, week: 168, month: 720, all: null } as const;

export type LogKind = (typeof kinds)[number];
export type LogSpan = keyof typeof spans;

export type LogQuery = {
  kind: LogKind;
  outcome: string;
  /** Id of a postback. */
  postback: string;
  /** Id of a dialog. */
  dialog: string;
  span: LogSpan;
  warned: boolean;
};

export const isSpan = (text: unknown): text is LogSpan => Object.keys(spans).some((one) => one === text);

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '';

/** Reads the address; what it does not know it leaves out, and so what is as it is anyway. */
export function readLogQuery(search: Record<string, unknown>): Partial<LogQuery> {
  const kind = kinds.find((one) => one === search.kind);
  const outcome = outcomes.find((one) => one === search.outcome);
  const postback = text(search.postback);
  const dialog = /^\d{1,16}$/.test(text(search.dialog)) ? text(search.dialog) : '';
  const span = isSpan(search.span) ? search.span : undefined;
  return {
    ...(kind && kind !== 'all' && { kind }),
    ...(outcome && { outcome }),
    ...(postback && { postback }),
    ...(dialog && { dialog }),
    ...(span && span !== 'all' && { span }),
    ...(search.warned === true && { warned: true }),
  };
}

export const withDefaults = (given: Partial<LogQuery>): LogQuery => ({
  ...{ kind: 'all', outcome: '', postback: '', dialog: '', span: 'all', warned: false },
  ...given,
});

/** The API's address of a page; `now` in milliseconds. To the minute, so that it is the same for a while. */
export function logAddress(query: LogQuery, cursor: string | null, now: number): string {
  const { kind, outcome, postback, dialog, span, warned } = query;
  const values = new URLSearchParams({ limit: '50', kind });
  if (outcome) values.set('outcome', outcome);
  if (postback) values.set('postback', postback);
  if (dialog) values.set('dialog', dialog);
  if (warned) values.set('warnings', 'only');
  const hours = spans[span];
  if (hours !== null)
    values.set('since', new Date(Math.floor(now / 60_000) * 60_000 - hours * 3_600_000).toISOString());
  if (cursor !== null) values.set('cursor', cursor);
  return `/requests?${values}`;
}
