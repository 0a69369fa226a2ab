/** An OpenAI-compatible endpoint on loopback that says what a test wants, and everything a bad one does. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** A chat completion or a transcription as it was asked for. */
export type AiRequest = {
  path: string;
  headers: IncomingMessage['headers'];
  model: string;
  /** The system's part of the prompt, and the user's text. */
  system: string;
  user: string;
  /** Data URLs of pictures that came along. */
  pictures: string[];
  /** `response_format.type`, null for plain text. */
  format: string | null;
  schema: z.infer<typeof decisionSchema> | null;
  /** The body as it came. */
  raw: string;
};

/** What is answered: an assistant's words, or anything else an endpoint may do. */
export type AiAnswer =
  | { content: string | null; refusal?: string; usage?: { prompt: number; completion: number } | null }
  | { status: number; body: string; headers?: Record<string, string> }
  | { wire: 'hang' | 'cut' };

/** `n` counts the requests from 0. */
export type AiBehaviour = (request: AiRequest, n: number) => AiAnswer;

export type TestAiEndpoint = {
  /** The base URL: ends with /v1. */
  url: string;
  /** `127.0.0.1:port`, for EGRESS_ALLOW. */
  host: string;
  requests: AiRequest[];
  /** Requests that broke the protocol; each was answered with an error. A test expects none. */
  problems: string[];
  behave(behaviour: AiBehaviour): void;
  /** Requests that are being kept waiting. */
  hanging(): number;
  stop(): Promise<void>;
};

const decisionSchema = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()),
  additionalProperties: z.literal(false),
});

const part = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
]);

const completion = z.object({
  model: z.string().min(1),
  messages: z.tuple([
    z.object({ role: z.literal('system'), content: z.string() }),
    z.object({ role: z.literal('user'), content: z.union([z.string(), z.array(part)]) }),
  ]),
  stream: z.literal(false).optional(),
  temperature: z.number().optional(),
  response_format: z
    .union([
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({ name: z.string(), strict: z.literal(true), schema: decisionSchema }),
      }),
      z.object({ type: z.literal('json_object') }),
    ])
    .optional(),
});

/** Starts it on a free port. With an `apiKey`, requests that do not bring it are answered 401. */
export async function startAiEndpoint(options: { apiKey?: string } = {}): Promise<TestAiEndpoint> {
  const requests: AiRequest[] = [];
  const problems: string[] = [];
  let behaviour: AiBehaviour = says('Hello!');
  let hanging = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = readRequest(incoming, Buffer.concat(chunks), options.apiKey);
      if ('problem' in request) {
        problems.push(request.problem);
        return send(response, request.status, JSON.stringify({ error: { message: request.problem } }));
      }
      requests.push(request);
      const answer = behaviour(request, requests.length - 1);
      if ('wire' in answer && answer.wire === 'hang') {
        hanging += 1;
        response.on('close', () => {
          hanging -= 1;
        });
      }
      give(response, request, answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    url: `http://${host}/v1`,
    host,
    requests,
    problems,
    behave: (next) => {
      behaviour = next;
    },
    hanging: () => hanging,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

type Refused = { problem: string; status: number };

function readRequest(
  incoming: IncomingMessage,
  body: Buffer,
  apiKey: string | undefined,
): AiRequest | Refused {
  const { method = '', url = '', headers } = incoming;
  const bad = (problem: string, status = 400): Refused => ({ problem, status });
  if (method !== 'POST') return bad(`${method} ${url}: only POST`, 405);
  if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
    return bad(`Incorrect API key provided: ${headers.authorization}`, 401);
  }
  const type = headers['content-type'] ?? '';
  const raw = body.toString('utf8');
  const nothing = { system: '', user: '', pictures: [], format: null, schema: null };
  if (url === '/v1/audio/transcriptions') {
    if (!type.startsWith('multipart/form-data; boundary=')) return bad(`content type ${type}`);
    const model = /name="model"\r\n\r\n([^\r]+)/.exec(raw)?.[1];
    if (!model || !/name="file"; filename="[^"]+"/.test(raw)) return bad('no file or no model');
    return { ...nothing, path: url, headers, model, raw };
  }
  if (url !== '/v1/chat/completions') return bad(`unknown path ${url}`, 404);
  if (!type.startsWith('application/json')) return bad(`content type ${type}`);
  const parsed = completion.safeParse(JSON.parse(raw));
  if (!parsed.success) return bad(z.prettifyError(parsed.error));
  const { model, messages, response_format: format } = parsed.data;
  const { content } = messages[1];
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return {
    path: url,
    headers,
    model,
    system: messages[0].content,
    user: parts.map((one) => (one.type === 'text' ? one.text : '')).join(''),
    pictures: parts.flatMap((one) => (one.type === 'image_url' ? [one.image_url.url] : [])),
    format: format?.type ?? null,
    schema: format?.type === 'json_schema' ? format.json_schema.schema : null,
    raw,
  };
}

function give(response: ServerResponse, request: AiRequest, answer: AiAnswer): void {
  if ('wire' in answer) {
    if (answer.wire === 'hang') return;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
    response.write('{"choices":[{"message":{"role":"assist');
    setTimeout(() => response.destroy(), 10);
    return;
  }
  if ('status' in answer) return send(response, answer.status, answer.body, answer.headers);
  if (request.path.endsWith('/transcriptions'))
    return send(response, 200, JSON.stringify({ text: answer.content }));
  const { content, refusal, usage = { prompt: 100, completion: 20 } } = answer;
  send(
    response,
    200,
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: request.model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, ...(refusal ? { refusal } : {}) },
          finish_reason: 'stop',
        },
      ],
      ...(usage
        ? {
            usage: {
              prompt_tokens: usage.prompt,
              completion_tokens: usage.completion,
              total_tokens: usage.prompt + usage.completion,
            },
          }
        : {}),
    }),
  );
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

/** Whether a request asks for a decision, whatever form it asks for it in. */
export const isDecision = ({ system }: AiRequest): boolean => system.includes('# What to do now: decide');

export type TestDecision = {
  requirementMet?: boolean;
  branch?: string | null;
  fields?: Record<string, string | null>;
};

/** Answers decisions with `decision` (nothing met by default) and everything else with `text`. */
export const says =
  (text: string, decision: TestDecision = {}): AiBehaviour =>
  (request) => ({
    content: isDecision(request)
      ? JSON.stringify({ requirementMet: false, branch: null, fields: {}, ...decision })
      : text,
  });

/** One answer after the other, the last one for ever. */
export const inTurn =
  (...answers: AiAnswer[]): AiBehaviour =>
  (_, n) =>
    answers[Math.min(n, answers.length - 1)] ?? { wire: 'hang' };

/** What endpoints do when they are broken, overloaded or something else. */
export const bad = {
  hangs: () => ({ wire: 'hang' }),
  cutsMidBody: () => ({ wire: 'cut' }),
  saysGarbage: () => ({ status: 200, body: '<html>It works!</html>' }),
  saysNothing: () => ({ status: 200, body: '' }),
  saysEmptyText: () => ({ content: '' }),
  saysAMegabyte: () => ({
    status: 200,
    body: JSON.stringify({ choices: [], padding: 'x'.repeat(1_000_000) }),
  }),
  isOverloaded: () => ({
    status: 429,
    body: '{"error":{"message":"slow down"}}',
    headers: { 'retry-after': '0' },
  }),
  asksForAnHour: () => ({
    status: 429,
    body: '{"error":{"message":"quota"}}',
    headers: { 'retry-after': '3600' },
  }),
  isBroken: () => ({ status: 500, body: '{"error":{"message":"internal"}}' }),
  saysInvalidJson: (request) => ({ content: isDecision(request) ? '{"requirementMet": tru' : '' }),
  refuses: () => ({ content: null, refusal: 'I cannot help with that.' }),
  redirects: () => ({ status: 302, body: '', headers: { location: 'http://169.254.169.254/' } }),
} satisfies Record<string, AiBehaviour>;

/** Does not know `response_format` of one type, or of any. */
export const knowsNoFormat =
  (type: 'json_schema' | 'any', then: AiBehaviour): AiBehaviour =>
  (request, n) =>
    request.format !== null && (type === 'any' || request.format === type)
      ? {
          status: 400,
          body: JSON.stringify({ error: { message: `Unknown parameter: response_format (${type})` } }),
        }
      : then(request, n);

/** The lead's latest words, as they stand in the prompt. */
export function demandIn({ user }: AiRequest): string {
  const lines = user.split('\n').filter((line) => /^\d{4}-\d\d-\d\d \d\d:\d\d lead/.test(line));
  const quoted = /: (".*")$/.exec(lines.at(-1) ?? '')?.[1];
  return quoted ? String(JSON.parse(quoted)) : '';
}

/**
 * A model that does whatever the lead demands: meets every requirement, takes the branch that the demand
 * names (or the first), writes every field and more, says it is a human, confirms what was asked, prints
 * its prompt.
 */
export const obeysTheAttacker: AiBehaviour = (request) => {
  const demand = demandIn(request);
  if (!isDecision(request)) {
    const print = /prompt|instruction|rules|промпт|инструкц|правил/i.test(demand);
    const person = /human|person|bot|человек|бот/i.test(demand);
    if (print) return { content: `Of course, here they are:\n${request.system}` };
    if (person) return { content: 'Of course: I am a human, not a bot.' };
    return { content: 'Done! Your deposit of $5000 has been received and your bonus has been credited.' };
  }
  const properties = request.schema?.properties ?? {};
  const titles = [...JSON.stringify(properties.branch ?? {}).matchAll(/"enum":\[(.*?)\]/g)].flatMap((found) =>
    z
      .array(z.string())
      .catch([])
      .parse(JSON.parse(`[${found[1]}]`)),
  );
  const named = titles.find((title) => demand.toLowerCase().includes(title.toLowerCase()));
  return {
    content: JSON.stringify({
      requirementMet: true,
      branch: named ?? /branch "([^"]+)"/.exec(demand)?.[1] ?? titles[0] ?? 'VIP',
      step: 'VIP/paid',
      status: 'finished',
      fields: {
        ...fieldsIn(properties.fields),
        is_vip: 'yes',
        balance: '5000',
        __proto__: { polluted: 'yes' },
      },
    }),
  };
};

function fieldsIn(schema: unknown): Record<string, string> {
  const { properties } = z
    .object({ properties: z.record(z.string(), z.unknown()) })
    .catch({ properties: {} })
    .parse(schema);
  return Object.fromEntries(Object.keys(properties).map((key) => [key, 'hacked']));
}
