/** The HTTP half: /bot<token>/<method> and /file/bot<token>/<path>. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiResponse } from '@grammyjs/types';
import { findMethod, type MethodName } from './callShapes.ts';
import { type FaultAnswer, type Faults, scripted } from './faults.ts';
import type { Call, Ledger } from './ledger.ts';
import { methods } from './methods.ts';
import { Parameters } from './parameters.ts';
import { Refused, refusal } from './refusals.ts';
import { type RawParameters, readBody, readParameters } from './requestBody.ts';
import type { WebhookSender } from './webhookSender.ts';
import { type Bot, changed, type World } from './world.ts';

export type BotApiServer = { world: World; ledger: Ledger; faults: Faults; sender: WebhookSender };

/** Telegram's own: what is asked for, and only for this bot. */
const callPath = /^\/bot([^/]+)\/(\w+)\/?$/;
const filePath = /^\/file\/bot([^/]+)\/(.+)$/;

export const isBotApiPath = (path: string): boolean => /^\/(file\/)?bot/.test(path);

export async function serveBotApi(
  server: BotApiServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  const file = filePath.exec(pathname);
  if (file) return serveFile(server, response, decodeURIComponent(file[1] ?? ''), file[2] ?? '');
  const found = callPath.exec(pathname);
  if (!found) return reply(response, asError(refusal('notFound')));
  const [, token = '', name = ''] = found;
  try {
    const body = await readBody(request);
    const raw = await readParameters(searchParams, request.headers['content-type'] ?? '', body);
    await serveCall(server, response, decodeURIComponent(token), name, raw);
  } catch (error) {
    if (!response.headersSent && !response.destroyed) reply(response, asError(error));
  }
}

async function serveCall(
  server: BotApiServer,
  response: ServerResponse,
  token: string,
  name: string,
  raw: RawParameters,
): Promise<void> {
  const bot = server.world.bots.get(token) ?? null;
  const method = findMethod(name);
  const call = server.ledger.open({
    bot: bot?.me.id ?? null,
    method: method ?? name,
    payload: method ? new Parameters(method, raw).payload() : Object.fromEntries(raw.values),
    files: Object.fromEntries(
      [...raw.uploads].map(([part, { name: fileName, mime, content, sha256 }]) => [
        part,
        { name: fileName, mime, size: content.length, sha256 },
      ]),
    ),
    at: Date.now(),
  });
  const fault = server.faults.strike(call);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const answer = await answerCall(server, { bot, token, method, raw, fault, gone: gone.signal });
  finish(server, response, call, fault, answer);
}

type Asked = {
  bot: Bot | null;
  token: string;
  method: MethodName | null;
  raw: RawParameters;
  fault: FaultAnswer | null;
  gone: AbortSignal;
};

/** Null when nothing is to be answered at all. */
async function answerCall(server: BotApiServer, asked: Asked): Promise<ApiResponse<unknown> | null> {
  const { bot, token, method, raw, fault, gone } = asked;
  if (fault === 'reset before') return null;
  if (fault === 'hang') {
    await new Promise((resolve) => (gone.aborted ? resolve(null) : gone.addEventListener('abort', resolve)));
    return null;
  }
  try {
    if (typeof fault === 'object' && fault && 'code' in fault) throw scripted(fault);
    if (typeof fault === 'object' && fault) await new Promise((wake) => setTimeout(wake, fault.delayMs));
    if (!/^[1-9]\d{0,16}:[\w-]+$/.test(token) || token.length > 80) throw refusal('invalidToken');
    if (!bot || bot.revoked) throw refusal('unauthorized');
    if (!method) throw refusal('methodNotFound');
    const parameters = new Parameters(method, raw);
    parameters.check();
    const { world, sender } = server;
    let description: string | undefined;
    const remark = (said: string) => {
      description = said;
    };
    const result = await methods[method]({ world, bot, parameters, gone, sender, remark });
    return { ok: true, result, ...(description === undefined ? {} : { description }) };
  } catch (error) {
    return asError(error);
  }
}

function finish(
  { ledger, faults, world }: BotApiServer,
  response: ServerResponse,
  call: Call,
  fault: FaultAnswer | null,
  answer: ApiResponse<unknown> | null,
): void {
  if (answer === null || fault === 'drop answer') {
    response.destroy();
    ledger.close(call, fault === 'hang' ? 'hung' : fault === 'drop answer' ? 'dropped' : 'reset', answer);
  } else {
    reply(response, answer);
    ledger.close(call, 'answered', answer);
    const seconds = answer.ok ? undefined : answer.parameters?.retry_after;
    if (!answer.ok && answer.error_code === 429 && seconds !== undefined)
      faults.limited(call, seconds, Date.now());
  }
  changed(world);
}

function asError(error: unknown): ApiResponse<never> {
  const refused = error instanceof Refused ? error : refusal('internal', { what: String(error) });
  return {
    ok: false,
    error_code: refused.code,
    description: refused.message,
    ...(refused.parameters ? { parameters: refused.parameters } : {}),
  };
}

function reply(response: ServerResponse, answer: ApiResponse<unknown>): void {
  const body = JSON.stringify(answer);
  response.writeHead(answer.ok ? 200 : answer.error_code, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(answer.ok || answer.parameters?.retry_after === undefined
      ? {}
      : { 'retry-after': String(answer.parameters.retry_after) }),
  });
  response.end(body);
}

/** Bots download up to 20 MB (facts, "Media"). */
function serveFile({ world }: BotApiServer, response: ServerResponse, token: string, path: string): void {
  const bot = world.bots.get(token);
  const file = [...world.files.values()].find((one) => one.path === path && one.botId === bot?.me.id);
  if (!bot || bot.revoked || !file) return reply(response, asError(refusal('notFound')));
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': file.content.length,
  });
  response.end(file.content);
}
