/** The guide's funnel with every kind of step, applied to the real server and walked through by simulated leads. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isDecision, startAiEndpoint, type TestAiEndpoint } from '../support/aiEndpoint.ts';
import { type App, startApp } from '../support/app.ts';
import { type Applied, Client, eventually } from '../support/client.ts';

const file = resolve(import.meta.dirname, '../../docs/guide/examples/every-step.yaml');

let endpoint: TestAiEndpoint;
let office: Server;
let app: App;
let client: Client;
let drawn: Applied;
/** What the back office was sent. */
const received: string[] = [];

beforeAll(async () => {
  endpoint = await startAiEndpoint();
  office = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString('utf8')}`);
      response.end('{"data":{"balance":1500.5}}');
    });
  });
  await new Promise<void>((done) => office.listen(0, '127.0.0.1', done));
  const address = office.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  app = await startApp({ DEMO: '0', EGRESS_ALLOW: `${host},${endpoint.host}` });
  client = new Client(app);
  const text = readFileSync(file, 'utf8')
    .replace('http://127.0.0.1:11434/v1', endpoint.url)
    .replace('https://office.example', `http://${host}`)
    // Whatever the hour at which this test runs, its pushes come when it lets time pass.
    .replace('quietHours: "22:00-08:00"', '')
    .replace('maxMessagesPerDay: 2', '')
    .replace('until: "15:30"', 'for: 2h')
    .replace('delays: { response: 3s }', '');
  const reply = await client.fetch('/api/v1/funnel/apply', {
    method: 'POST',
    headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/yaml' },
    body: text,
  });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  drawn = await client.apply(parse(text));
  expect(drawn.changes).toEqual([]);
}, 60_000);

afterAll(async () => {
  await app?.stop();
  await endpoint?.stop();
  office?.close();
});

const place = async (chatId: number): Promise<string> => {
  const { flow, step } = await client.dialog('mia', chatId);
  return `${flow}/${step?.key}`;
};

const arrives = (chatId: number, where: string) =>
  eventually(`lead ${chatId} at ${where}`, async () => ((await place(chatId)) === where ? true : null));

const hears = (chatId: number, words: string) =>
  eventually(`lead ${chatId} hears ${words}`, async () =>
    (await client.texts('mia', chatId)).some((text) => text.includes(words)) ? true : null,
  );

const press = async (chatId: number, label: string): Promise<void> => {
  const messages = await client.messages('mia', chatId);
  const button = messages.flatMap((message) => message.buttons.flat()).findLast(({ text }) => text === label);
  await client.acts('mia', chatId, { button: button?.id });
};

/** The model decides so while the lead's latest words are these, and replies with `reply`. */
function scripted(reply: string, decision: { met?: boolean; branch?: string; country?: string } = {}): void {
  const { met = false, branch = null, country = null } = decision;
  endpoint.behave((request) => ({
    content: isDecision(request)
      ? JSON.stringify({ requirementMet: met, branch, fields: { country } })
      : reply,
  }));
}

describe('a funnel with every kind of step', () => {
  it('leads from media and buttons over tags, fields, a split, a clock and pushes to the AI', async () => {
    const chat = 1;
    scripted('Where do you live?');
    const clickid = await client.click('/c/winter/tg?ad_name=video-7');
    await client.acts('mia', chat, { start: clickid, name: 'Leo' });
    await client.advance('mia', '5s');
    await hears(chat, 'Where shall we begin?');
    const [photo] = await client
      .messages('mia', chat)
      .then((all) => all.filter(({ kind }) => kind === 'photo'));
    expect(photo).toMatchObject({
      ...{ text: 'Hello, Leo', media: 'photo', files: ['https://media.example/hello.jpg'], by: 'flow' },
    });
    await client.advance('mia', '4h');
    await hears(chat, 'Still there, Leo?');
    await press(chat, 'Rules');
    await hears(chat, 'Play fair.');
    expect(await place(chat)).toBe('Welcome/hello');
    await client.acts('mia', chat, { text: 'yes' });
    await arrives(chat, 'Welcome/rest');
    const dialog = await client.dialog('mia', chat);
    expect(dialog).toMatchObject({ tags: ['new'], fields: { ref: clickid } });
    expect(await client.timeline('mia', chat)).toContainEqual(
      expect.objectContaining({ kind: 'branch', step: 'Welcome/split' }),
    );
    await client.advance('mia', '2h');
    await arrives(chat, 'Welcome/nudge');
    await client.advance('mia', '1h');
    await hears(chat, 'A first reminder.');
    scripted('A thought of mine.');
    await client.advance('mia', '1h');
    await hears(chat, 'A thought of mine.');
    scripted('Where do you live?');
    await client.acts('mia', chat, { text: 'I am here' });
    await arrives(chat, 'Talk/ask');
    await hears(chat, 'Where do you live?');
  });

  it('lets the AI decide, calls the back office, records an event and hands over to a person', async () => {
    const chat = 2;
    scripted('Where do you live?');
    await client.acts('mia', chat, { start: await client.click('/c/winter'), name: 'Ann' });
    await client.advance('mia', '5s');
    await press(chat, 'Talk');
    await hears(chat, 'You are talking to an AI assistant, not a person.');
    scripted('', { branch: 'No money' });
    await client.acts('mia', chat, { text: 'I have no money' });
    await hears(chat, 'You can play for free.');
    expect(await place(chat)).toBe('Talk/ask');
    endpoint.behave((request) => {
      if (!isDecision(request)) return { content: 'You have 1500.5.' };
      const fields = { country: 'India', balance: '999999' };
      return { content: JSON.stringify({ requirementMet: true, branch: null, fields }) };
    });
    await client.acts('mia', chat, { text: 'I am from India' });
    await arrives(chat, 'Talk/end');
    const dialog = await client.dialog('mia', chat);
    expect(dialog).toMatchObject({ status: 'manual', fields: { country: 'India', balance: 1500.5 } });
    expect(dialog.events.map(({ name }) => name)).toEqual(['registration']);
    expect(['ann@example.com', 'bob@example.com']).toContain(dialog.manager);
    expect(received).toEqual([`POST /balance/${chat} {"ref": ""}`]);
    const messages = await client.messages('mia', chat);
    expect(messages.find(({ text }) => text === 'You have 1500.5.')).toMatchObject({ by: 'ai' });
    expect(endpoint.problems).toEqual([]);
  });

  it('follows a condition on the amount of a deposit, and takes a rejected one back', async () => {
    const chat = 3;
    const clickid = await client.click('/c/winter');
    await client.acts('mia', chat, { start: clickid, name: 'Bob' });
    const partner = drawn.postbacks[0]?.id;
    const report = async (query: string): Promise<void> => {
      const reply = await client.fetch(
        `/api/postbacks/${partner}/tracker-postback?clickid=${clickid}&${query}`,
      );
      expect(reply.status).toBe(200);
      await client.outcomeOf(reply.body);
    };
    await report('tracker.event=sale&tracker.cost=100&tracker.tid=a');
    await hears(chat, 'Thank you for 100 USD!');
    expect(await client.dialog('mia', chat)).toMatchObject({ tags: ['rich'], balance: { USD: '100.00' } });
    await report('tracker.event=hold&tracker.cost=40&tracker.tid=h');
    await report('tracker.event=rejected&tracker.tid=a');
    const dialog = await client.dialog('mia', chat);
    expect(dialog.balance).toEqual({ USD: '0.00' });
    expect(
      dialog.events.map(({ name, cost, standing, reverses }) => [name, cost, standing, reverses]),
    ).toEqual([
      ['rejected', '-100', 'reversed', 'sale#1'],
      ['hold', '40', 'held', undefined],
      ['sale', '100', undefined, undefined],
    ]);
    expect(await client.timeline('mia', chat)).toContainEqual(
      expect.objectContaining({ kind: 'takenBack', event: 'sale#1', cost: '-100' }),
    );
  });

  it('treats media as the bot says: recognised, skipped, handed to a person', async () => {
    const chat = 4;
    scripted('Where do you live?');
    await client.acts('mia', chat, { start: '', name: 'Eve' });
    await client.advance('mia', '5s');
    await press(chat, 'Talk');
    await hears(chat, 'Where do you live?');
    await client.acts('mia', chat, { media: 'video' });
    expect((await client.timeline('mia', chat))[0]).toMatchObject({ kind: 'ignored' });
    endpoint.behave((request) => {
      if (request.path.endsWith('/transcriptions')) return { content: 'I live in Brazil' };
      const fields = { country: 'Brazil' };
      return { content: JSON.stringify({ requirementMet: true, branch: null, fields }) };
    });
    await client.acts('mia', chat, { media: 'voice' });
    await arrives(chat, 'Talk/elsewhere');
    const voice = (await client.messages('mia', chat)).find(({ kind }) => kind === 'voice');
    expect(voice?.text).toBe('I live in Brazil');
    expect(endpoint.requests.at(-1)?.user).toContain('I live in Brazil');
    const another = 5;
    await client.acts('mia', another, { start: '' });
    await client.acts('mia', another, { media: 'document' });
    expect((await client.dialog('mia', another)).status).toBe('manual');
  });
});
