/** `npm run eval`: plays conversations against an AI endpoint and says which of them came out as they should. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { AiEndpoint } from '../src/ai/ai.ts';
import type { Config } from '../src/config.ts';
import { playConversation } from './playConversation.ts';
import { type Prepared, prepareConversation, prepareInjections } from './prepare.ts';
import { type Evaluated, report } from './report.ts';
import { startScripted } from './scriptedEndpoint.ts';
import { WrongUsage } from './wrongUsage.ts';

export type EvaluationIo = {
  out(text: string): void;
  /** What goes on meanwhile. */
  err(text: string): void;
  /** Paths of the project's own conversations. */
  conversations(): Promise<string[]>;
  /** What relative paths are relative to. */
  folder: string;
};

/** AI_BASE_URL, AI_API_KEY and AI_MODEL. */
export type DefaultAi = Pick<Config, 'aiBaseUrl' | 'aiApiKey' | 'aiModel'>;

const usage = `usage: npm run eval -- [--base-url URL] [--model NAME] [--key KEY] [--repeat N] [--json] [--injections] [FILES]
Plays conversations against an OpenAI-compatible endpoint: that of the arguments, else that of AI_BASE_URL,
AI_API_KEY and AI_MODEL, else the project's own scripted one, which only proves that the harness works.
  FILES          conversation files; without any the project's own
  --repeat N     plays each of them so many times
  --injections   plays the project's attacks as well
  --json         the result for machines
Exit codes: 0 all passed every time, 1 some did not, 2 wrong usage.`;

const options = {
  'base-url': { type: 'string' },
  model: { type: 'string' },
  key: { type: 'string' },
  repeat: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  injections: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Runs the evaluation; `argv` is what stands behind the command. Resolves with the exit code. */
export async function evaluate(
  argv: readonly string[],
  defaults: DefaultAi,
  io: EvaluationIo,
): Promise<number> {
  try {
    return await start(argv, defaults, io);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    io.err(error.message);
    return 2;
  }
}

async function start(argv: readonly string[], defaults: DefaultAi, io: EvaluationIo): Promise<number> {
  const { values, positionals } = readArguments(argv);
  if (values.help) {
    io.out(usage);
    return 0;
  }
  const { json } = values;
  const repeat = readRepeat(values.repeat);
  const endpoint = endpointOf(values, defaults);
  const prepared = await prepare(positionals, values.injections, io);
  if (!json) io.out(endpoint ? `endpoint ${endpoint.baseUrl}, model ${endpoint.replyModel}` : scriptedNotice);
  const evaluated: Evaluated[] = [];
  for (const one of prepared) {
    const result = await evaluateOne(one, endpoint, repeat);
    evaluated.push(result);
    if (!json && endpoint) io.err(`${result.passed === repeat ? 'passed' : 'FAILED'} ${one.name}`);
  }
  const { baseUrl = null, replyModel: model = null } = endpoint ?? {};
  io.out(report(evaluated, { json, repeat, endpoint: baseUrl, model }));
  return evaluated.every(({ passed }) => passed === repeat) ? 0 : 1;
}

const scriptedNotice = `No endpoint is set up: the project's own scripted endpoint answers. That prompts, checks and harness work
together is proved so; of a model it says nothing. Give --base-url and --model, or set AI_BASE_URL and AI_MODEL.`;

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function readRepeat(text: string): number {
  const repeat = Number(text);
  if (/^\d+$/.test(text) && repeat >= 1 && repeat <= 1000) return repeat;
  throw new WrongUsage(`--repeat takes a number from 1 to 1000\n${usage}`);
}

/** Null: none is named. The environment's key goes to the environment's URL alone. */
function endpointOf(
  values: { 'base-url'?: string; model?: string; key?: string },
  { aiBaseUrl, aiApiKey, aiModel }: DefaultAi,
): AiEndpoint | null {
  const { 'base-url': named, model = aiModel, key } = values;
  const baseUrl = named ?? aiBaseUrl;
  if (baseUrl === null) {
    if (values.model === undefined && key === undefined) return null;
    throw new WrongUsage(`--model and --key need --base-url or AI_BASE_URL\n${usage}`);
  }
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new WrongUsage('--base-url is no http or https URL');
  }
  if (!model) throw new WrongUsage(`an endpoint needs a model: --model or AI_MODEL\n${usage}`);
  return modelAt(baseUrl, model, key ?? (named === undefined ? aiApiKey : null));
}

export const modelAt = (baseUrl: string, model: string, apiKey: string | null = null): AiEndpoint => ({
  ...{ baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, decideModel: model, replyModel: model },
  ...{ temperature: null, named: 'byAdministrator' },
});

async function prepare(
  files: readonly string[],
  injections: boolean,
  { folder, conversations }: EvaluationIo,
): Promise<Prepared[]> {
  const own = files.length === 0;
  const paths = own ? await conversations() : files.map((file) => resolve(folder, file));
  const prepared = await Promise.all(paths.map((path) => prepareConversation(path, folder)));
  return injections ? [...prepared, ...(await prepareInjections(folder))] : prepared;
}

async function evaluateOne(one: Prepared, endpoint: AiEndpoint | null, repeat: number): Promise<Evaluated> {
  const { name, conversation, configuration } = one;
  const { story } = conversation.story;
  const result: Evaluated = {
    name,
    story,
    passed: 0,
    refused: 0,
    tokens: 0,
    estimated: false,
    ms: 0,
    failures: [],
  };
  for (let run = 1; run <= repeat; run += 1) {
    const scripted = endpoint ? null : await startScripted(one.behaviour());
    const asked = endpoint ?? modelAt(scripted?.baseUrl ?? '', 'scripted');
    const played = await playConversation(conversation, configuration, asked).finally(() => scripted?.stop());
    if (played.failures.length === 0) result.passed += 1;
    result.refused += played.refused;
    result.tokens += played.use.tokens;
    result.estimated ||= played.use.estimated;
    result.ms += played.use.durationMs;
    result.failures.push(...played.failures.map((failure) => ({ run, ...failure })));
  }
  return result;
}
