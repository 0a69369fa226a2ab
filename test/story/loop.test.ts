/** A back office that answers each call with updateDialog, over real HTTP. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually, type Reply } from '../support/client.ts';

let office: Server;
let app: App;
let client: Client;
let hook = '';
/** Whom the office was called about, and what its own calls were answered. */
const calls: number[] = [];
const answers: (Reply & { chatId: number })[] = [];
/** Where the office sends a lead, by chat. */
const sendsTo = new Map<number, string>();

beforeAll(async () => {
  office = createServer((request, response) => {
    const chatId = Number((request.url ?? '').slice(1));
    calls.push(chatId);
    response.end('{}');
    const step = sendsTo.get(chatId);
    if (step) void answer(chatId, step);
  });
  await new Promise<void>((done) => office.listen(0, '127.0.0.1', done));
  const address = office.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  app = await startApp({ DEMO: '0', EGRESS_ALLOW: host });
  client = new Client(app);
  const drawn = await client.apply({
    version: 1,
    bots: [
      {
        key: 'leo',
        name: 'Leo',
        channel: 'simulator',
        start: 'A/tell',
        webhooks: [{ key: 'office' }],
        flows: [
          {
            key: 'A',
            steps: [
              {
                key: 'tell',
                kind: 'sendWebhook',
                url: `http://${host}/{chatId}`,
                finish: 'waiting',
                next: 'tell',
              },
              {
                key: 'rest',
                kind: 'sendMessage',
                messages: [{ text: 'ok' }],
                finish: 'waiting',
                next: 'tell',
              },
            ],
          },
        ],
      },
    ],
  });
  hook = drawn.bots[0]?.webhooks[0]?.url ?? '';
}, 60_000);

afterAll(async () => {
  await app?.stop();
  office?.close();
});

async function answer(chatId: number, step: string): Promise<void> {
  const reply = await client.fetch(`${hook}?chatId=${chatId}&stepId=${step}&fields.seen=yes`);
  answers.push({ ...reply, chatId });
}

const answersTo = (chatId: number) => answers.filter((one) => one.chatId === chatId);

describe('a back office and a flow', () => {
  it('that answer each other for ever are stopped: the office is told, the operator sees it', async () => {
    sendsTo.set(1, 'A/tell');
    await client.acts('leo', 1, { start: '' });
    const last = await eventually(
      'the brake',
      async () => answersTo(1).find(({ status }) => status === 409) ?? null,
    );
    expect(last.body).toMatchObject({
      error: { code: 'loop_stopped', message: expect.stringContaining('A/tell') },
    });
    expect(calls.filter((chatId) => chatId === 1).length).toBeLessThanOrEqual(21);
    expect((await client.dialog('leo', 1)).status).toBe('error');
    expect(await client.timeline('leo', 1)).toContainEqual(
      expect.objectContaining({ kind: 'warning', code: 'loop' }),
    );
    expect(await client.requests('kind=webhook&outcome=looped')).toHaveLength(1);
    // A person looks at it: what comes then is no circle any more.
    sendsTo.delete(1);
    const { id } = await client.dialog('leo', 1);
    await client.api('PATCH', `/dialogs/${id}`, { status: 'auto' });
    await answer(1, 'A/rest');
    expect(answersTo(1).at(-1)?.status).toBe(200);
  });

  it('that answer each other a few times for each word of the lead go on as long as they like', async () => {
    sendsTo.set(2, 'A/rest');
    await client.acts('leo', 2, { start: '' });
    for (let round = 1; round <= 30; round += 1) {
      await eventually(`round ${round}`, async () => (answersTo(2).length === round ? true : null));
      await client.acts('leo', 2, { text: `word ${round}` });
    }
    await eventually('the last round', async () => (answersTo(2).length === 31 ? true : null));
    expect(answersTo(2).every(({ status }) => status === 200)).toBe(true);
    expect((await client.dialog('leo', 2)).status).toBe('waiting');
  });
});
