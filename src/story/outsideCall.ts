/** Calls from outside, as their senders would write them. */
import type { ReceivedRequest } from '../event/event.ts';
import type { Act } from './storyShape.ts';

type PostbackAct = Exclude<NonNullable<Act['postback']>, string>;
type UpdateDialogAct = NonNullable<Act['updateDialog']>;
type Value = string | number | boolean | null | undefined;
type Raw = { query?: string | undefined; body?: string | undefined; contentType?: string | undefined };

/** A network's call. `clickid` is the lead's; a raw query or body stands for everything else. */
export function postbackRequest(
  act: PostbackAct,
  postbackId: string,
  clickid: string,
  fill: (text: string) => string,
): ReceivedRequest {
  const url = `/api/postbacks/${postbackId}/tracker-postback`;
  const { event, cost, currency, tid, status } = act;
  return request(url, act, fill, {
    clickid: act.clickid ?? clickid,
    'tracker.event': event,
    'tracker.cost': cost,
    'tracker.currency': currency,
    'tracker.tid': tid,
    status,
    ...fieldsOf(act.fields),
  });
}

/** A call of `updateDialog` for the lead's chat. */
export function updateDialogRequest(
  act: UpdateDialogAct,
  webhookId: string,
  chatId: number,
  fill: (text: string) => string,
): ReceivedRequest {
  const { ifStep, ifStatus, requestId } = act;
  return request(`/api/bots/webhooks/${webhookId}/updateDialog`, act, fill, {
    chatId,
    ...Object.fromEntries(changeParameters({ ...act, move: act.step })),
    ifStep,
    ifStatus,
    requestId,
  });
}

/** The parameters of `updateDialog` that ask for a change. */
export function changeParameters(change: {
  move?: string | undefined;
  status?: string | undefined;
  fields?: Record<string, Value> | undefined;
  tags?: string[] | undefined;
  addTags?: string[] | undefined;
  removeTags?: string[] | undefined;
}): Map<string, string> {
  const { move, status, fields, tags, addTags, removeTags } = change;
  return new Map(
    Object.entries({
      stepId: move,
      status,
      ...fieldsOf(fields),
      tags: tags?.join(),
      'tags.add': addTags?.join(),
      'tags.remove': removeTags?.join(),
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value ?? '')]])),
  );
}

const fieldsOf = (fields: Record<string, Value> | undefined): Record<string, Value> =>
  Object.fromEntries(Object.entries(fields ?? {}).map(([key, value]) => [`fields.${key}`, value ?? '']));

function request(
  path: string,
  raw: Raw,
  fill: (text: string) => string,
  parameters: Record<string, Value>,
): ReceivedRequest {
  const { query, body, contentType = '' } = raw;
  const written = query === undefined && body === undefined ? encode(parameters) : fill(query ?? '');
  return {
    method: body === undefined ? 'GET' : 'POST',
    url: written ? `${path}?${written}` : path,
    contentType,
    body: body === undefined ? '' : fill(body),
  };
}

function encode(parameters: Record<string, Value>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.append(name, String(value ?? ''));
  }
  return query.toString();
}
