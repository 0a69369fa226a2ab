/** Calls a method of a Bot API server by bare HTTP, as a client without opinions would. */
import { z } from 'zod';

const answerShape = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error_code: z.number(),
    description: z.string(),
    parameters: z
      .object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() })
      .optional(),
  }),
]);

export type BareAnswer = z.infer<typeof answerShape>;

/** `payload` goes as JSON, or as it is when it is a form. */
export async function callBot(
  root: string,
  token: string,
  method: string,
  payload: object | FormData = {},
): Promise<BareAnswer> {
  const body = payload instanceof FormData ? payload : JSON.stringify(payload);
  const headers: Record<string, string> =
    payload instanceof FormData ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${root}/bot${token}/${method}`, { method: 'POST', headers, body });
  return answerShape.parse(await response.json());
}

const messageId = z.object({ message_id: z.number() });

/** The id of the message that a call has sent; fails when it was refused. */
export function sentId(answer: BareAnswer): number {
  if (!answer.ok) throw new Error(answer.description);
  return messageId.parse(answer.result).message_id;
}

/** What a call was refused with; empty when it was not. */
export const refusedWith = (answer: BareAnswer): string => (answer.ok ? '' : answer.description);
