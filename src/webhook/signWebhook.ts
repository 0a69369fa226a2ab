import { Webhook } from 'standardwebhooks';
import { fail, ok, type Result } from '../base/result.ts';

/**
 * The `webhook-signature` of a body (https://www.standardwebhooks.com): `v1,<base64 HMAC-SHA256>` over
 * `id.timestamp.body`. A secret that starts with `whsec_` is base64, any other is taken as its UTF-8
 * bytes. `at` is in milliseconds. Fails, without showing the secret, when it is empty or not base64.
 */
export function signWebhook(message: {
  id: string;
  at: number;
  body: string;
  secret: string;
}): Result<string, string> {
  const { id, at, body, secret } = message;
  try {
    const webhook = secret.startsWith('whsec_')
      ? new Webhook(secret)
      : new Webhook(new TextEncoder().encode(secret), { format: 'raw' });
    return ok(webhook.sign(id, new Date(at), body));
  } catch {
    return fail('the signing secret is empty, or starts with whsec_ and is not base64 after that');
  }
}
