/** What a voice says: `POST <baseUrl>/audio/transcriptions`, the part of the OpenAI interface that the AI SDK's provider leaves out. */
import { fail, ok, type Result } from '../base/result.ts';
import { type Line, pause } from './askModel.ts';
import { type Failed, judgeFailure } from './failure.ts';
import { PostProblem, post } from './post.ts';

export type Sound = { bytes: Uint8Array; type: string };

/** The name by which OpenAI and the servers that follow it know their recogniser. */
const model = 'whisper-1';

const extensions = new Map([
  ['audio/wav', 'wav'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['audio/mp4', 'm4a'],
  ['video/mp4', 'mp4'],
  ['video/webm', 'webm'],
]);

/** The words, or why there are none; tries as often as a question does. */
export async function transcribe(line: Line, sound: Sound): Promise<Result<string, string>> {
  for (let tried = 1; ; tried += 1) {
    const answer = await callOnce(line, sound);
    if (answer.ok) return answer;
    const prompt = { system: '', user: '' };
    const verdict = judgeFailure(answer.reason, { apiKey: line.endpoint.apiKey, prompt });
    if (!verdict.retry || tried >= line.limits.tries || line.signal.aborted) return fail(verdict.reason);
    await pause(verdict.delayMs, line.signal);
  }
}

async function callOnce(line: Line, sound: Sound): Promise<Result<string, Failed>> {
  const { endpoint, meter, limits, version } = line;
  const form = new FormData();
  const name = `media.${extensions.get(sound.type) ?? 'bin'}`;
  form.set('file', new Blob([new Uint8Array(sound.bytes)], { type: sound.type }), name);
  form.set('model', model);
  form.set('response_format', 'json');
  const packed = new Response(form);
  const headers = {
    'content-type': packed.headers.get('content-type') ?? 'multipart/form-data',
    'user-agent': `Signalbox/${version}`,
    ...(endpoint.apiKey === null ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
  };
  const failed: Failed = { status: null, retryAfter: undefined, problem: null, final: false, body: '' };
  meter.called();
  try {
    const answer = await post(line.way, {
      url: `${endpoint.baseUrl}/audio/transcriptions`,
      headers,
      body: Buffer.from(await packed.arrayBuffer()),
      signal: AbortSignal.any([line.signal, AbortSignal.timeout(limits.callMs)]),
      maximumBytes: limits.answerBytes,
    });
    const text = answer.body.toString('utf8');
    const retryAfter = answer.headers['retry-after'];
    if (answer.status !== 200) return fail({ ...failed, status: answer.status, retryAfter, body: text });
    const words = readWords(text);
    if (words === null) return fail({ ...failed, status: 200, problem: 'the answer is no transcription' });
    // Sound is not counted in tokens: what it comes to is estimated by its words.
    meter.count({ prompt: undefined, completion: undefined }, { asked: '', answered: words });
    return ok(words);
  } catch (error) {
    if (!(error instanceof PostProblem)) throw error;
    return fail({ ...failed, status: error.status, problem: error.message, final: error.final });
  }
}

function readWords(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const text = typeof parsed === 'object' && parsed !== null && 'text' in parsed ? parsed.text : null;
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}
