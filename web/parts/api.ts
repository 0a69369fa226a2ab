/** Talks to the server that served this page, with the session's cookie. */

/** What came instead of an answer; `status` 0: the server could not be reached. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
  }
}

/** The answer of `GET /api/v1<path>`, shaped as the contract promises; throws `ApiFailure`. */
export async function getJson<Shape>(path: string, signal?: AbortSignal): Promise<Shape> {
  const response = await reach(`/api/v1${path}`, { headers: { accept: 'application/json' }, signal });
  if (!response.ok) throw await failureOf(response);
  return response.json().catch(() => {
    throw new ApiFailure(response.status, 'invalid_body', `GET /api/v1${path}: no JSON`);
  });
}

export type Answer = { status: number; body: string; durationMs: number };

/** Calls an address and reports whatever was answered; throws `ApiFailure` only when nothing was. */
export async function call(path: string, body: string | null = null): Promise<Answer> {
  const started = performance.now();
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== null) headers['content-type'] = 'application/json';
  const response = await reach(path, { method: body === null ? 'GET' : 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, body: text, durationMs: Math.round(performance.now() - started) };
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { cache: 'no-store', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiFailure(0, 'unreachable', error instanceof Error ? error.message : String(error));
  }
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const { code, message } = readRefusal(await response.text());
  return new ApiFailure(response.status, code || String(response.status), message || response.statusText);
}

/** Code and message of `{"error":{code,message}}`; empty where the text is something else. */
export function readRefusal(text: string): { code: string; message: string } {
  const error = memberOf(parseJson(text), 'error');
  return { code: textOf(memberOf(error, 'code')), message: textOf(memberOf(error, 'message')) };
}

/** The value of JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
