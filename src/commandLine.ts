/** The command line `signalbox`: speaks to a running server. Exit codes: 0 done, 1 refused with reasons, 2 wrong usage. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseDuration } from './base/instant.ts';
import type { ParameterError } from './base/refusal.ts';
import {
  answerShape,
  describeAnswer,
  lintText,
  parameterError,
  resolveReferences,
  summaryOf,
} from './funnel/funnel.ts';
import { simulate } from './simulate.ts';
import { migrate } from './store/store.ts';
import type { Paint } from './story/story.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The world as the command line sees it. */
export type Io = {
  /** A line on stdout. */
  out(text: string): void;
  /** A line on stderr. */
  err(text: string): void;
  readFile(path: string): Promise<string>;
  fetch(url: string, init: RequestInit): Promise<Response>;
  migrate(url: string): Promise<void>;
  now(): number;
  /** Colours, where somebody looks. */
  paint?: Paint;
};

const usage = `usage: signalbox <command> [--url URL] [--key KEY] [--json]
  plan FILE                                    shows what applying a funnel file would change
  apply FILE                                   makes all its changes or none
  export [--bot KEY]                           prints the funnel file of the space, or of one bot
  lint FILE                                    tells what is wrong or doubtful in a funnel file, without a server
  simulate FILE STORY                          plays stories against a funnel file, without a server
  replay --postback ID --since T [--dry-run]   processes logged postbacks again; T: 2h, 3d or 2026-01-31T10:00Z
  migrate                                      brings the database of DATABASE_URL to this version
The server and the API key may come from SIGNALBOX_URL (http://127.0.0.1:3000) and SIGNALBOX_KEY.`;

const options = {
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  bot: { type: 'string' },
  postback: { type: 'string' },
  since: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The options that a command takes beside --url, --key and --json, and whether it takes a file. */
const commands = new Map<string, { takes: readonly string[]; file: boolean; story?: true; run: Command }>([
  ['plan', { takes: [], file: true, run: sendFunnel }],
  ['apply', { takes: [], file: true, run: sendFunnel }],
  ['export', { takes: ['bot'], file: false, run: exportFile }],
  ['lint', { takes: [], file: true, run: lintFile }],
  ['simulate', { takes: [], file: true, story: true, run: simulateFile }],
  ['replay', { takes: ['postback', 'since', 'dry-run'], file: false, run: replay }],
  ['migrate', { takes: [], file: false, run: migrateDatabase }],
]);

type Call = {
  name: string;
  file: string;
  story: string;
  values: { bot?: string; postback?: string; since?: string; 'dry-run'?: boolean; json: boolean };
  server: { url: string; key: string };
  env: Environment;
  io: Io;
};

type Command = (call: Call) => Promise<number>;

/** Ends the command: 1 the server or the file says no, 2 the call itself is wrong. */
class Stop extends Error {
  readonly exitCode: 1 | 2;
  constructor(exitCode: 1 | 2, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs one command; `argv` is what stands behind `signalbox`. Resolves with the exit code. */
export async function run(argv: readonly string[], env: Environment, io: Io): Promise<number> {
  try {
    return await start(argv, env, io);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    io.err(error.message);
    return error.exitCode;
  }
}

async function start(argv: readonly string[], env: Environment, io: Io): Promise<number> {
  const { values, positionals } = read(argv);
  const [name, ...files] = positionals;
  if (values.help) {
    io.out(usage);
    return 0;
  }
  const command = commands.get(name ?? '');
  if (!name || !command) throw new Stop(2, usage);
  const given = Object.keys(values).filter((option) => !['url', 'key', 'json'].includes(option));
  const foreign = given.find((option) => !command.takes.includes(option));
  if (foreign) throw new Stop(2, `signalbox: ${name} takes no --${foreign}\n${usage}`);
  if (files.length !== (command.story ? 2 : command.file ? 1 : 0)) {
    const takes = command.story ? 'FILE and STORY' : command.file ? 'one FILE' : 'no file';
    throw new Stop(2, `signalbox: ${name} takes ${takes}\n${usage}`);
  }
  const url = (values.url ?? env.SIGNALBOX_URL) || 'http://127.0.0.1:3000';
  const server = { url: url.replace(/\/+$/, ''), key: values.key ?? env.SIGNALBOX_KEY ?? '' };
  const call = {
    name,
    file: files[0] ?? '',
    story: files[1] ?? '',
    values: { ...values, json: values.json ?? false },
    server,
    env,
    io,
  };
  return command.run(call);
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new Stop(2, `signalbox: ${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

const refusal = z.object({
  error: z.object({ code: z.string(), message: z.string(), parameters: z.array(parameterError).optional() }),
});

/** The body of a good answer as text; a refusal ends the command with its reasons. */
async function ask(call: Call, method: string, path: string, type?: string, body?: string): Promise<string> {
  const { server, io, values } = call;
  if (!server.key) throw new Stop(2, 'signalbox: an API key is needed: --key or SIGNALBOX_KEY');
  if (!URL.canParse(server.url) || !/^https?:\/\//.test(server.url)) {
    throw new Stop(2, 'signalbox: --url or SIGNALBOX_URL is no http or https URL');
  }
  const headers = { authorization: `Bearer ${server.key}`, ...(type && { 'content-type': type }) };
  let response: Response;
  let text: string;
  try {
    response = await io.fetch(`${server.url}/api/v1${path}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    text = await response.text();
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Stop(1, `signalbox: ${server.url} cannot be reached: ${cause}`);
  }
  if (response.ok) return text;
  if (values.json) io.out(text);
  throw new Stop(1, explain(response.status, text, call.file));
}

function explain(status: number, text: string, file: string): string {
  const parsed = refusal.safeParse(parseJson(text));
  if (!parsed.success) return `signalbox: the server answered ${status}`;
  const { code, message, parameters = [] } = parsed.data.error;
  return [`${code}: ${message}`, ...parameters.map((error) => describe(error, file))].join('\n');
}

function describe({ name, reason, line, column }: ParameterError, file: string): string {
  const place = file && line !== undefined ? `${file}:${line}:${column ?? 1}: ` : '';
  return `${place}${name}: ${reason}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function understood<Value>(shape: z.ZodType<Value>, text: string): Value {
  const parsed = shape.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Stop(1, 'signalbox: the server answered something else than Signalbox does; is --url right?');
}

const readText = (io: Io, file: string): Promise<string> =>
  io.readFile(file).catch((error: Error) => {
    throw new Stop(2, `signalbox: ${file} cannot be read: ${error.message}`);
  });

async function sendFunnel(call: Call): Promise<number> {
  const { io, file, name } = call;
  const text = await readText(io, file);
  const resolved = resolveReferences(text, call.env);
  if (!resolved.ok) throw new Stop(1, resolved.reason.map((error) => describe(error, file)).join('\n'));
  const body = await ask(call, 'POST', `/funnel/${name}`, 'application/yaml', resolved.value);
  const answer = understood(answerShape, body);
  if (call.values.json) io.out(body);
  else {
    for (const warning of answer.warnings) io.err(`warning: ${describe(warning, file)}`);
    for (const line of describeAnswer(answer)) io.out(line);
  }
  return 0;
}

/** Warnings do not fail the command; references to secrets stay unresolved, so no environment is needed. */
async function lintFile({ io, file, values }: Call): Promise<number> {
  const findings = lintText(await readText(io, file));
  if (values.json) io.out(JSON.stringify({ findings }));
  else {
    for (const { line = 1, column = 1, code, reason } of findings) {
      // Names from the file may hold signs that would move the terminal's cursor.
      io.out(`${file}:${line}:${column}: ${code}: ${reason.replace(/\p{Cc}/gu, ' ')}`);
    }
    io.err(`${file}: ${summaryOf(findings)}`);
  }
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

async function simulateFile({ io, file, story, values }: Call): Promise<number> {
  const funnel = { name: file, text: await readText(io, file) };
  const played = await simulate(funnel, { name: story, text: await readText(io, story) }, clock, io.paint);
  if (values.json) io.out(JSON.stringify(played.document));
  else for (const line of played.lines) io.out(line);
  for (const reason of played.reasons) io.err(reason);
  return played.passed ? 0 : 1;
}

const clock = (): number => performance.now();

async function exportFile(call: Call): Promise<number> {
  const { bot, json } = call.values;
  const text = await ask(
    call,
    'GET',
    `/funnel/export${bot === undefined ? '' : `?bot=${encodeURIComponent(bot)}`}`,
  );
  call.io.out(json ? JSON.stringify({ funnel: text }) : text.trimEnd());
  return 0;
}

const request = z.object({ id: z.string(), at: z.string(), url: z.string() });
const requestPage = z.object({ items: z.array(request), nextCursor: z.string().nullable() });
const replayed = z.object({ outcome: z.string(), reason: z.string().nullish() });

/** Oldest first, as they came. Repeats of what was applied change nothing: event identity sees to that. */
async function replay(call: Call): Promise<number> {
  const { postback, since, json } = call.values;
  if (!postback || !since) throw new Stop(2, `signalbox: replay needs --postback and --since\n${usage}`);
  const dryRun = call.values['dry-run'] ?? false;
  const results: unknown[] = [];
  for (const { id, at } of await requestsSince(call, postback, sinceInstant(since, call.io.now()))) {
    const body = JSON.stringify({ dryRun });
    const text = await ask(
      call,
      'POST',
      `/requests/${encodeURIComponent(id)}/replay`,
      'application/json',
      body,
    );
    const { outcome, reason } = understood(replayed, text);
    results.push(parseJson(text));
    if (!json) call.io.out(`${at} ${id} ${outcome}${reason ? `: ${reason}` : ''}`);
  }
  if (json) call.io.out(JSON.stringify({ dryRun, items: results }));
  else call.io.out(`${results.length} ${dryRun ? 'looked at, nothing written' : 'replayed'}`);
  return 0;
}

function sinceInstant(text: string, now: number): number {
  const duration = parseDuration(text);
  const at = duration.ok
    ? now - duration.value
    : /^\d{4}-\d\d-\d\d/.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (Number.isNaN(at))
    throw new Stop(2, `signalbox: --since is neither a duration such as 2h nor a time: ${text}`);
  return at;
}

/** The log is newest first, so the first older entry ends the search. */
async function requestsSince(
  call: Call,
  postback: string,
  since: number,
): Promise<z.infer<typeof request>[]> {
  const found: z.infer<typeof request>[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = `kind=postback&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: z.infer<typeof requestPage> = understood(
      requestPage,
      await ask(call, 'GET', `/requests?${query}`),
    );
    const recent = page.items.filter(({ at }) => Date.parse(at) >= since);
    found.push(...recent.filter((one) => one.url.includes(`/api/postbacks/${postback}/`)));
    cursor = recent.length < page.items.length ? null : page.nextCursor;
  }
  return found.reverse();
}

async function migrateDatabase({ env, io }: Call): Promise<number> {
  const database = env.DATABASE_URL;
  if (!database) {
    throw new Stop(
      2,
      'signalbox: DATABASE_URL is not set (the embedded database is migrated by every start)',
    );
  }
  await io.migrate(database).catch((error: Error) => {
    throw new Stop(1, `signalbox: ${error.message}`);
  });
  io.out('migrated');
  return 0;
}

const colour =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;
const colours: Paint = { dim: colour(2), bad: colour(31), good: colour(32) };

if (import.meta.main) {
  // Whoever read our output has closed it (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const out = (text: string) => process.stdout.write(`${text}\n`);
  const err = (text: string) => process.stderr.write(`${text}\n`);
  const io: Io = { out, err, readFile: (path) => readFile(path, 'utf8'), fetch, migrate, now: Date.now };
  if (process.stdout.isTTY) io.paint = colours;
  process.exitCode = await run(process.argv.slice(2), process.env, io);
}
