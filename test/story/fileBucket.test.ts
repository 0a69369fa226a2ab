/** Files in an S3-compatible storage, and the AI that looks at them: the whole way, on the real server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { says, startAiEndpoint, type TestAiEndpoint } from '../support/aiEndpoint.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../support/fakeTelegram/fakeTelegram.ts';
import { type S3Server, startS3Server } from '../support/s3Server.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\na blue square', 'latin1');
let fake: FakeTelegram;
let fakeBot: FakeBot;
let storage: S3Server;
let endpoint: TestAiEndpoint;
let app: App;
let client: Client;

beforeAll(async () => {
  [fake, storage, endpoint] = await Promise.all([startFakeTelegram(), startS3Server(), startAiEndpoint()]);
  fakeBot = fake.addBot({ username: 'ivy_bot' });
  const { settings } = storage;
  app = await startApp({
    ...{ DEMO: '0', TELEGRAM_API_ROOT: fake.root, FUNNEL_IVY_TOKEN: fakeBot.token },
    ...{ AI_BASE_URL: endpoint.url, AI_MODEL: 'small' },
    ...{ FILES_S3_ENDPOINT: settings.endpoint, FILES_S3_BUCKET: settings.bucket },
    ...{ FILES_S3_REGION: settings.region, FILES_S3_ACCESS_KEY: settings.accessKey },
    FILES_S3_SECRET_KEY: settings.secretKey,
  });
  client = new Client(app);
  await client.apply({
    version: 1,
    bots: [
      {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the reference that a funnel file writes.
        ...{ key: 'ivy', name: 'Ivy', channel: 'telegram', token: '${FUNNEL_IVY_TOKEN}', start: 'A/chat' },
        recognition: { photo: 'recognise', voice: 'recognise' },
        ai: { legend: 'You are Ivy.', decideModel: 'small', replyModel: 'small' },
        flows: [{ key: 'A', steps: [{ key: 'chat', kind: 'aiReply', goal: 'talk', branches: [] }] }],
      },
    ],
  });
});

afterAll(async () => {
  await app?.stop();
  await fake?.stop();
  await storage?.stop();
  await endpoint?.stop();
});

it('a photo is fetched into the bucket, seen by the AI, served, and gone with its lead', async () => {
  endpoint.behave((request, n) =>
    request.pictures.length > 0 ? { content: 'A blue square' } : says('How nice.')(request, n),
  );
  const ann = fake.lead(fakeBot, { id: 42, firstName: 'Ann' });
  ann.start();
  ann.send('photo', { content: png });
  const message = await eventually('a photo that was recognised', async () => {
    const dialog = await client.findDialog('ivy', 42);
    const messages = dialog ? await client.messages('ivy', 42) : [];
    return messages.find(({ kind, text }) => kind === 'photo' && text !== '') ?? null;
  });
  expect(message).toMatchObject({
    text: 'A blue square',
    attachments: [{ state: 'kept', mime: 'image/png' }],
  });
  const pictures = endpoint.requests.flatMap((request) => request.pictures);
  expect(pictures).toEqual([`data:image/png;base64,${png.toString('base64')}`]);
  expect([...storage.objects.values()]).toEqual([png]);
  const headers = { authorization: `Bearer ${app.adminKey}` };
  const shown = await fetch(`${app.url}${message.attachments?.[0]?.url}`, { headers });
  expect(Buffer.from(await shown.arrayBuffer()).equals(png)).toBe(true);
  const { id } = await client.dialog('ivy', 42);
  expect((await client.api('DELETE', `/dialogs/${id}`)).status).toBe(200);
  await eventually('an empty bucket', async () => (storage.objects.size === 0 ? true : null));
  expect(app.output()).not.toContain(storage.settings.secretKey);
});

it('a voice is heard once the storage answers again', async () => {
  endpoint.behave((request, n) =>
    request.path.endsWith('/transcriptions')
      ? { content: 'tea please' }
      : says(request.user.includes('tea please') ? 'Tea it is.' : 'Hello.')(request, n),
  );
  const ben = fake.lead(fakeBot, { id: 43, firstName: 'Ben' });
  ben.start();
  await ben.waitFor(/Hello\./);
  storage.refuseNext.push(503);
  ben.send('voice', { content: Buffer.from('OggS tea please'), mime: 'audio/ogg' });
  await ben.waitFor(/Tea it is\./, 20_000);
  expect(storage.log).toContain('PUT 503');
});
