/** Talks to the server that served this page, with the session's cookie. */

/** What came instead of an answer; `status` 0: the server could not be reached. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  /** What is wrong with which parameter, where the server says so. */
  readonly parameters: readonly { name: string; reason: string }[];
  /** The whole refusal: some say more, such as what has changed meanwhile. */
  readonly detail: unknown;
  constructor(status: number, code: string, message: string, detail: unknown = null) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.parameters = parametersOf(detail);
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

/** Sends JSON and reads the answer (null for none), shaped as the contract promises; throws `ApiFailure`. */
export async function sendJson<Shape>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Shape> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await reach(`/api/v1${path}`, init);
  if (!response.ok) throw await failureOf(response);
  const text = await response.text();
  return parse<Shape>(text === '' ? 'null' : text, response.status, `${method} /api/v1${path}`);
}

function parse<Shape>(text: string, status: number, what: string): Shape {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiFailure(status, 'invalid_body', `${what}: no JSON`);
  }
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

/** The space that this page works in; chosen in the frame. */
let space: string | null = null;

export function workIn(key: string | null): void {
  space = key;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (space !== null) headers.set('x-signalbox-space', space);
  try {
    return await fetch(path, { cache: 'no-store', ...init, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiFailure(0, 'unreachable', error instanceof Error ? error.message : String(error));
  }
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const text = await response.text();
  const { code, message } = readRefusal(text);
  const detail = memberOf(parseJson(text), 'error');
  return new ApiFailure(
    response.status,
    code || String(response.status),
    message || response.statusText,
    detail,
  );
}

function parametersOf(detail: unknown): { name: string; reason: string }[] {
  const list = memberOf(detail, 'parameters');
  if (!Array.isArray(list)) return [];
  return list.map((one) => ({
    name: textOf(memberOf(one, 'name')),
    reason: textOf(memberOf(one, 'reason')),
  }));
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
