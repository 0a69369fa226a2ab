/** Long polling as the Bot API server does it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BareAnswer, callBot, refusedWith } from './callBot.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram.ts';
import type { Lead } from './lead.ts';

let fake: FakeTelegram;
let bot: FakeBot;
let ann: Lead;

beforeEach(async () => {
  fake = await startFakeTelegram();
  bot = fake.addBot();
  ann = fake.lead(bot, { id: 42 });
});

afterEach(() => fake.stop());

const updateList = z.array(
  z.looseObject({ update_id: z.number(), message: z.object({ text: z.string() }).optional() }),
);
const poll = (payload: object = {}): Promise<BareAnswer> =>
  callBot(fake.root, bot.token, 'getUpdates', payload);

async function updates(payload: object = {}): Promise<z.infer<typeof updateList>> {
  const answer = await poll(payload);
  if (!answer.ok) throw new Error(answer.description);
  return updateList.parse(answer.result);
}

const texts = (list: z.infer<typeof updateList>) => list.map(({ message }) => message?.text);

describe('getUpdates', () => {
  it('gives the same again until a higher offset confirms', async () => {
    for (const text of ['a', 'b', 'c']) ann.write(text);
    const first = await updates();
    expect(texts(first)).toEqual(['a', 'b', 'c']);
    const [one = 0, two = 0] = first.map(({ update_id: id }) => id);
    expect(two).toBe(one + 1);
    expect(texts(await updates({ offset: two, limit: 1 }))).toEqual(['b']);
    expect(texts(await updates({ offset: two }))).toEqual(['b', 'c']);
    expect(fake.pendingUpdates(bot)).toBe(2);
    expect(texts(await updates({ offset: -1 }))).toEqual(['c']);
    expect(fake.pendingUpdates(bot)).toBe(1);
    expect(texts(await updates({ offset: two + 1000 }))).toEqual(['c']);
  });

  it('waits for what comes, and answers nothing when nothing does', async () => {
    const waiting = updates({ timeout: 10 });
    await fake.until(() => fake.calls({ method: 'getUpdates' }).length === 1);
    ann.write('late');
    expect(texts(await waiting)).toEqual(['late']);
    expect(await updates({ offset: -1, timeout: 0 })).toHaveLength(1);
  });

  it('ends the poll that waits when another one begins, or a webhook is set', async () => {
    const first = poll({ timeout: 10 });
    await fake.until(() => fake.calls().length === 1);
    const second = poll({ timeout: 10 });
    expect(refusedWith(await first)).toBe(
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    await callBot(fake.root, bot.token, 'setWebhook', { url: 'https://example.com/' });
    expect(await second).toMatchObject({ error_code: 409 });
    expect(refusedWith(await poll())).toBe(
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  });

  it('gives only what is asked for, and remembers it', async () => {
    ann.block();
    await updates({ allowed_updates: ['message'] });
    ann.start();
    expect(await updates()).toMatchObject([{ my_chat_member: {} }, { message: { text: '/start' } }]);
    expect(refusedWith(await poll({ allowed_updates: ['massage'] }))).toContain('(fake)');
  });

  it('forgets what is older than a day, and presses after 150 seconds', async () => {
    ann.write('old');
    await callBot(fake.root, bot.token, 'sendMessage', {
      chat_id: 42,
      text: 'x',
      reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'a' }]] },
    });
    ann.press('a');
    fake.advance(151_000);
    expect(await updates()).toMatchObject([{ message: { text: 'old' } }]);
    fake.advance(86_400_000);
    expect(await updates({ offset: 1 })).toEqual([]);
  });

  it('may begin again with lower ids after a long silence', async () => {
    ann.write('before');
    const [{ update_id: before } = { update_id: 0 }] = await updates();
    await updates({ offset: before + 1 });
    fake.jumpUpdateIds(bot);
    ann.write('after');
    const [after] = await updates({ offset: before + 1 });
    expect(after?.message?.text).toBe('after');
    expect(after?.update_id).toBeLessThan(before);
  });
});

describe('setWebhook', () => {
  it('takes only what Telegram takes', async () => {
    const set = async (payload: object) =>
      refusedWith(await callBot(fake.root, bot.token, 'setWebhook', payload));
    expect(await set({ url: 'http://example.com/' })).toBe(
      'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    );
    expect(await set({ url: 'https://example.com:3000/' })).toBe(
      'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
    );
    expect(await set({ url: 'nonsense' })).toBe('Bad Request: invalid webhook URL specified');
    expect(await set({ url: 'https://example.com/', secret_token: 'a b' })).toBe(
      'Bad Request: secret token contains unallowed characters',
    );
    expect(await set({ url: 'https://example.com/', secret_token: 'a'.repeat(257) })).toBe(
      'Bad Request: secret token is too long',
    );
    expect(await set({ url: 'https://example.com:8443/hook', secret_token: 'a_B-1' })).toBe('');
  });
});
