import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signWebhook } from './signWebhook.ts';

const at = 1_614_265_330_987;
const sign = (secret: string, body = '{"test": 2432232314}') =>
  signWebhook({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body, secret });

describe('signWebhook', () => {
  it('gives the signature of the example in the Standard Webhooks libraries', () => {
    const value = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toEqual({ ok: true, value });
  });

  it('takes a secret without the prefix as its UTF-8 bytes', () => {
    const body = 'тело \u{1f600}';
    const mac = createHmac('sha256', Buffer.from('пароль'))
      .update(`msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${body}`)
      .digest('base64');
    expect(sign('пароль', body)).toEqual({ ok: true, value: `v1,${mac}` });
  });

  it.each(['', 'whsec_', 'whsec_!!!'])('refuses the secret %j without showing it', (secret) => {
    const answer = sign(secret);
    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).not.toContain('!!!');
  });
});
