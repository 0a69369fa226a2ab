/** A Bot API server that is somebody else's, or is being played by one. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { type CallFailure, createBotApi } from './botApi.ts';
import { callReport } from './callReport.ts';
import { createTelegramCarrier } from './carry.ts';
import { poll, pollPauseSeconds, updateIdOf } from './poll.ts';
import { askWebhook } from './webhookState.ts';

const token = 'a-token:of-no-usual-form';
let server: Server;
let root = '';
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  root = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function failureOf(body: unknown): Promise<CallFailure> {
  answer = (_request, response) => void response.end(JSON.stringify(body));
  const got = await ask(() => createBotApi(root, token).getMe());
  if (got.ok) throw new Error('it was taken for an answer');
  return got.reason;
}

const tooMany = (retryAfter: unknown): Promise<CallFailure> =>
  failureOf({ ok: false, error_code: 429, description: 'x', parameters: { retry_after: retryAfter } });

describe('a pause that it asks for', () => {
  it.each([
    [17, 17],
    [1e12, 86_400],
    [-5, 1],
    [0, 1],
    [2.5, 3],
  ])('of %j s lasts %j s', async (asked, seconds) => {
    expect(await tooMany(asked)).toMatchObject({ retryAfterSeconds: seconds });
  });

  it.each(['17', 'soon', {}, [[9]], true, null])('of %j is none that can be read', async (asked) => {
    const failure = await tooMany(asked);
    expect(failure).toMatchObject({ code: 429, retryAfterSeconds: null });
    expect(pollPauseSeconds(failure, 1)).toBe(1);
    expect(callReport(failure)).toMatchObject({ result: 'paused', seconds: 1 });
  });
});

describe('a refusal', () => {
  it.each(['-100', 1.5, 1e300, {}, [[1]]])('moves no chat to %j', async (to) => {
    const failure = await failureOf({
      ...{ ok: false, error_code: 400, description: 'x' },
      parameters: { migrate_to_chat_id: to },
    });
    expect(failure).toMatchObject({ migrateTo: null });
  });

  it('never brings the token along, however it is spelled', async () => {
    const description = `no such path: /bot${token}/getMe, /bot${encodeURIComponent(token)}/getMe`;
    const failure = await failureOf({ ok: false, error_code: 400, description });
    expect(JSON.stringify(failure)).not.toContain('of-no-usual-form');
  });

  it('of a webhook brings neither its secret along', async () => {
    const description = 'what is secret_token=the-webhook-secret?';
    answer = (_request, response) =>
      void response.end(JSON.stringify({ ok: false, error_code: 400, description }));
    const url = 'https://crm.example/';
    const set = await ask(() =>
      createBotApi(root, token).setWebhook({ url, secret_token: 'the-webhook-secret' }),
    );
    expect(set).toMatchObject({ ok: false, reason: { description: 'what is secret_token=…?' } });
  });

  it.each([
    null,
    7,
    'x',
    [[]],
    {},
    { ok: false },
    { ok: false, error_code: '400', description: 'x' },
    { ok: false, error_code: {}, description: {}, parameters: 'x' },
  ])('of the shape %j says nothing for sure', async (body) => {
    expect(await failureOf(body)).toMatchObject({ of: 'doubtful' });
  });
});

describe('an answer', () => {
  it('about the webhook shows nothing that looks like a token', async () => {
    const result = { url: '', last_error_message: 'no /bot123456:AAH-a_secret-nobody_may-see-0123456789/x' };
    answer = (_request, response) => void response.end(JSON.stringify({ ok: true, result }));
    const asked = await askWebhook(createBotApi(root, token), new AbortController().signal);
    expect(asked).toMatchObject({ ok: true, value: { lastError: 'no /bot…/x' } });
  });

  it('that leads elsewhere is not followed', async () => {
    asked = [];
    answer = (request, response) => {
      if (request.url === '/inside') return void response.end('{"ok":true,"result":{"id":1}}');
      response.writeHead(307, { location: `${root}/inside` }).end();
    };
    const got = await ask(() => createBotApi(root, token).getMe());
    expect(got).toMatchObject({ ok: false, reason: { of: 'doubtful' } });
    expect(asked).toEqual([`/bot${token}/getMe`]);
  });

  it('that is larger than any of Telegram’s is not held', async () => {
    answer = (_request, response) => void response.end(`{"ok":true,"result":"${'x'.repeat(20_000_000)}"}`);
    const got = await ask(() => createBotApi(root, token).getMe());
    expect(got).toMatchObject({ ok: false, reason: { of: 'doubtful' } });
  });
});

describe('what it says of a message that was to be sent', () => {
  const nobody = () => Promise.reject(new Error('nobody is asked'));
  const carrier = () =>
    createTelegramCarrier({
      ...{ database: { query: nobody }, findFile: nobody, fetchUrl: nobody },
      publicUrl: 'https://crm.example',
      apiOf: async () => createBotApi(root, token),
    });
  const send = (result: unknown) => {
    answer = (_request, response) => void response.end(JSON.stringify({ ok: true, result }));
    return carrier().send({
      ...{ botId: 'ivy', chatId: 1, connection: '', call: 'message', text: 'Hello', entities: [] },
      ...{ media: null, buttons: [], replyTo: null, pin: false, resend: 'once', sent: [] },
    });
  };

  it.each([
    null,
    true,
    {},
    { message_id: '7' },
    { message_id: 1.5 },
    { message_id: 1e300 },
    { message_id: {} },
  ])('counts only with its number: %j', async (result) => {
    expect(await send(result)).toMatchObject({ result: 'uncertain' });
    expect(await send({ message_id: 7 })).toEqual({ result: 'sent', externalIds: [7] });
  });
});

describe('updates of which a hundred are too many for one answer', () => {
  it('are fetched one by one', async () => {
    const big = 'x'.repeat(12_000_000);
    const waiting = [1, 2, 3].map((id) => ({ update_id: id, big }));
    answer = async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { offset = 0, limit } = JSON.parse(Buffer.concat(chunks).toString());
      const given = waiting.filter(({ update_id: id }) => id >= offset).slice(0, limit);
      response.end(JSON.stringify({ ok: true, result: given }));
    };
    const taken: unknown[] = [];
    const ending = new AbortController();
    const nothing = (): void => undefined;
    const polled = { onAnswer: nothing, onTrouble: nothing, onProblem: nothing, firstPauseSeconds: 0 };
    await poll(
      {
        ...polled,
        api: createBotApi(root, token),
        take: async (updates) => {
          taken.push(...updates.map(updateIdOf));
          if (taken.length === waiting.length) ending.abort();
        },
      },
      ending.signal,
    );
    expect(taken).toEqual([1, 2, 3]);
  }, 20_000);
});
