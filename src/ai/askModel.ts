/** Asks a model through the AI SDK until it answers or the tries are used up. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, type JSONSchema7, jsonSchema, NoObjectGeneratedError, Output } from 'ai';
import { fail, type Result } from '../base/result.ts';
import type { AiEndpoint } from './endpoint.ts';
import { type Failed, judgeFailure, refusesFormat } from './failure.ts';
import type { Meter } from './meter.ts';
import { PostProblem, post, type Way } from './post.ts';
import type { Prompt } from './prompt.ts';

/** How the answer's form is asked for: strict schema, any JSON, or in words alone. */
export type Format = 'schema' | 'json' | 'words';

export type Picture = { bytes: Uint8Array; type: string };

export type Question = {
  model: string;
  /** With the schema written into it when the endpoint takes none beside it. */
  prompt(format: Format): Prompt;
  /** Null: plain text is wanted. */
  schema: JSONSchema7 | null;
  picture?: Picture;
};

/** One task's way to its endpoint. */
export type Line = {
  endpoint: AiEndpoint;
  way: Way;
  signal: AbortSignal;
  meter: Meter;
  version: string;
  limits: { callMs: number; tries: number; answerBytes: number };
  /** What endpoints have been found to take, by URL and model. */
  formats: Map<string, Format>;
};

const next: Record<Format, Format | null> = { schema: 'json', json: 'words', words: null };
const mostFormats = 1000;

/**
 * The answer as `read` takes it; what it refuses counts as garbage and is asked for once more. An endpoint that
 * does not know the wanted form is asked in a plainer one, which costs no try. Fails with words for the owner.
 */
export async function askModel<Value>(
  line: Line,
  question: Question,
  read: (text: string) => Result<Value, string>,
): Promise<Result<Value, string>> {
  const place = `${line.endpoint.baseUrl} ${question.model}`;
  let format: Format = question.schema === null ? 'words' : (line.formats.get(place) ?? 'schema');
  for (let tried = 1; ; ) {
    const prompt = question.prompt(format);
    const answer = await callOnce(line, question, prompt, format, read);
    if (answer.ok) return answer;
    const plainer = next[format];
    if (refusesFormat(answer.reason) && plainer) {
      format = plainer;
      if (line.formats.size < mostFormats) line.formats.set(place, format);
      continue;
    }
    const { retry, delayMs, reason } = judgeFailure(answer.reason, { apiKey: line.endpoint.apiKey, prompt });
    if (!retry || tried >= line.limits.tries || line.signal.aborted) return fail(reason);
    await pause(delayMs, line.signal);
    tried += 1;
  }
}

async function callOnce<Value>(
  line: Line,
  { model, schema, picture }: Question,
  prompt: Prompt,
  format: Format,
  read: (text: string) => Result<Value, string>,
): Promise<Result<Value, Failed>> {
  const { endpoint, meter, limits } = line;
  const signal = AbortSignal.any([line.signal, AbortSignal.timeout(limits.callMs)]);
  const seen: Failed = { status: null, retryAfter: undefined, problem: null, final: false, body: '' };
  const provider = createOpenAICompatible({
    name: 'endpoint',
    baseURL: endpoint.baseUrl,
    ...(endpoint.apiKey === null ? {} : { apiKey: endpoint.apiKey }),
    fetch: fetchThrough(line, signal, seen),
    supportsStructuredOutputs: true,
  });
  const content = picture
    ? [
        { type: 'text' as const, text: prompt.user },
        { type: 'file' as const, data: picture.bytes, mediaType: picture.type },
      ]
    : prompt.user;
  meter.called();
  const generated = await generateText({
    model: provider.chatModel(model),
    instructions: prompt.system,
    messages: [{ role: 'user', content }],
    maxRetries: 0,
    abortSignal: signal,
    ...(endpoint.temperature === null ? {} : { temperature: endpoint.temperature }),
    ...(schema === null || format === 'words' ? {} : { output: outputOf(schema, format) }),
  }).catch((error: unknown) => salvage(error, seen));
  if (generated === null) {
    if (seen.status !== null && seen.status >= 200 && seen.status < 300) {
      meter.count(
        { prompt: undefined, completion: undefined },
        { asked: prompt.system + prompt.user, answered: '' },
      );
    }
    return fail({ ...seen, problem: seen.problem ?? 'the answer is no chat completion' });
  }
  const { text, usage, finishReason } = generated;
  meter.count(
    { prompt: usage?.inputTokens, completion: usage?.outputTokens },
    { asked: prompt.system + prompt.user, answered: text },
  );
  if (finishReason === 'content-filter') return fail({ ...seen, problem: 'the model refused to answer' });
  const value = read(text);
  return value.ok ? value : fail({ ...seen, problem: value.reason });
}

type Generated = {
  text: string;
  usage: { inputTokens: number | undefined; outputTokens: number | undefined } | undefined;
  finishReason: string | undefined;
};

const outputOf = (schema: JSONSchema7, format: Format) =>
  format === 'schema' ? Output.object({ schema: jsonSchema(schema), name: 'decision' }) : Output.json();

/** The SDK throws away what is no clean JSON; we read more kindly. */
function salvage(error: unknown, seen: Failed): Generated | null {
  if (NoObjectGeneratedError.isInstance(error)) {
    return { text: error.text ?? '', usage: error.usage, finishReason: error.finishReason };
  }
  if (seen.status === null && seen.problem === null) {
    seen.problem = 'the request could not be made';
    seen.final = true;
  }
  return null;
}

/** `fetch` as the SDK wants it, over the guarded way; what happened is noted for the verdict. */
function fetchThrough({ way, version, limits }: Line, signal: AbortSignal, seen: Failed): typeof fetch {
  return async (input, init) => {
    try {
      const headers = new Headers(init?.headers);
      headers.set('user-agent', `Signalbox/${version}`);
      const answer = await post(way, {
        url: String(input),
        headers: Object.fromEntries(headers),
        body: String(init?.body ?? ''),
        signal,
        maximumBytes: limits.answerBytes,
      });
      seen.status = answer.status;
      const retryAfter = answer.headers['retry-after'];
      seen.retryAfter = retryAfter;
      const text = answer.body.toString('utf8');
      if (answer.status >= 300) seen.body = text;
      const empty = [101, 204, 205, 304].includes(answer.status);
      const type = answer.headers['content-type'] ?? 'application/json';
      return new Response(empty ? null : text, { status: answer.status, headers: { 'content-type': type } });
    } catch (error) {
      if (error instanceof PostProblem) {
        Object.assign(seen, { status: error.status, problem: error.message, final: error.final });
      }
      throw error;
    }
  };
}

/** Waits, or returns at once when the signal ends everything. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
