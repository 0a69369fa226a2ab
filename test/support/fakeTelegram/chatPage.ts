/** The page on which one chats with a bot as a lead: its files, what it shows and what it may do. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { FakeTelegram } from './fakeTelegram.ts';
import type { Lead } from './lead.ts';
import { parseJson, readBody } from './requestBody.ts';
import type { Bot } from './world.ts';

/** The one person of the page. */
const visitor = { id: 900_000_001, firstName: 'Alex', username: 'alex_visitor', language: 'en' };

const files: Readonly<Record<string, { file: string; type: string }>> = {
  '/': { file: 'chatPage.html', type: 'text/html; charset=utf-8' },
  '/page/chat.js': { file: 'chatPage.js', type: 'text/javascript; charset=utf-8' },
  '/page/chat.css': { file: 'chatPage.css', type: 'text/css; charset=utf-8' },
};

const safety = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const act = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('start'), bot: z.int(), payload: z.string().max(64) }),
  z.strictObject({ do: z.literal('write'), bot: z.int(), text: z.string().min(1).max(4096) }),
  z.strictObject({ do: z.literal('press'), bot: z.int(), button: z.string() }),
  z.strictObject({
    ...{ do: z.literal('photo'), bot: z.int(), caption: z.string().max(1024) },
    ...{ name: z.string().max(200), mime: z.string().max(100), base64: z.base64() },
  }),
  z.strictObject({ do: z.literal('block'), bot: z.int() }),
  z.strictObject({ do: z.literal('unblock'), bot: z.int() }),
]);

export async function serveChatPage(
  fake: FakeTelegram,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  if (!isOwnHost(fake, request)) return send(response, 403, 'text/plain', 'not this host');
  const file = Object.hasOwn(files, pathname) ? files[pathname] : undefined;
  if (request.method === 'GET' && file) {
    return send(response, 200, file.type, await readFile(new URL(file.file, import.meta.url)));
  }
  const bot = findBot(fake, Number(searchParams.get('bot')));
  if (request.method === 'GET' && pathname === '/page/state') return json(response, 200, stateOf(fake, bot));
  if (request.method === 'GET' && pathname === '/page/picture' && bot) {
    return sendPicture(fake, bot, searchParams.get('file') ?? '', response);
  }
  if (request.method === 'POST' && pathname === '/page/act') return serveAct(fake, request, response);
  return send(response, 404, 'text/plain', 'not found');
}

/** Only the page itself talks to us: a foreign site in the same browser may not, whatever its name points at. */
function isOwnHost({ root }: FakeTelegram, { headers, method }: IncomingMessage): boolean {
  const { port } = new URL(root);
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes(headers.host ?? '')) return false;
  return method !== 'POST' || own.some((host) => headers.origin === `http://${host}`);
}

const findBot = (fake: FakeTelegram, id: number): Bot | null =>
  [...fake.world.bots.values()].find(({ me }) => me.id === id) ?? null;

const leadOf = (fake: FakeTelegram, { token, me }: Bot): Lead =>
  fake.lead({ token, id: me.id, username: me.username }, visitor);

async function serveAct(
  fake: FakeTelegram,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const parsed = act.safeParse(parseJson(body.toString('utf8')));
  const bot = parsed.success ? findBot(fake, parsed.data.bot) : null;
  if (!parsed.success || !bot) return json(response, 400, { error: 'this cannot be done' });
  try {
    perform(leadOf(fake, bot), parsed.data);
    return json(response, 200, {});
  } catch (error) {
    return json(response, 409, { error: error instanceof Error ? error.message : 'this cannot be done' });
  }
}

function perform(lead: Lead, wanted: z.infer<typeof act>): void {
  switch (wanted.do) {
    case 'start':
      lead.start(wanted.payload);
      return;
    case 'write':
      lead.write(wanted.text);
      return;
    case 'press':
      lead.press(wanted.button);
      return;
    case 'block':
      return lead.block();
    case 'unblock':
      return lead.unblock();
    case 'photo': {
      const { name, mime, base64, caption } = wanted;
      const content = Buffer.from(base64, 'base64');
      lead.send('photo', { content, name, mime, ...(caption === '' ? {} : { caption }) });
    }
  }
}

/** Typing shows for five seconds (Bot API, `sendChatAction`). */
const typingMs = 5000;

function stateOf(fake: FakeTelegram, bot: Bot | null): object {
  const bots = [...fake.world.bots.values()].map(({ me }) => ({ id: me.id, username: me.username }));
  if (!bot) return { bots };
  const lead = leadOf(fake, bot);
  const last = fake.ledger.calls.findLast((call) => call.bot === bot.me.id);
  const messages = lead.messages().filter(({ deleted }) => !deleted);
  return {
    bots,
    connected: fake.sender.webhookOf(bot) ? 'webhook' : last ? 'polling' : 'none',
    blocked: bot.chats.get(visitor.id)?.blocked === true,
    typing: isTyping(fake, lead),
    alert: lead.lastAnswer(),
    messages: messages.map(({ raw, id, fromBot, kind, text, entities, buttons, file, edits, pinned }) => ({
      ...{ id, fromBot, kind, text, buttons, pinned, date: raw.date },
      entities: entities.map(({ type, offset, length, ...rest }) => ({
        ...{ type, offset, length },
        url: 'url' in rest ? rest.url : null,
      })),
      edited: edits > 0,
      picture: kind === 'photo' && file ? file.id : null,
      size: file?.size ?? null,
    })),
  };
}

function isTyping(fake: FakeTelegram, lead: Lead): boolean {
  const action = lead.actions().at(-1);
  if (!action || action.at + typingMs < fake.world.now()) return false;
  const sent = lead.fromBot().at(-1);
  return !sent || sent.raw.date * 1000 < action.at;
}

/** Only pictures, and never as something that a browser would run. */
function sendPicture(fake: FakeTelegram, bot: Bot, fileId: string, response: ServerResponse): void {
  const file = fake.world.files.get(fileId);
  if (!file || file.botId !== bot.me.id || file.kind !== 'photo') {
    return send(response, 404, 'text/plain', 'not found');
  }
  send(
    response,
    200,
    /^image\/(png|jpeg|gif|webp)$/.test(file.mime) ? file.mime : 'image/jpeg',
    file.content,
  );
}

const json = (response: ServerResponse, status: number, body: object): void =>
  send(response, status, 'application/json', JSON.stringify(body));

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...safety, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
