/**
 * A small, strict stand-in for an S3-compatible storage: one bucket, path style, PUT, GET, HEAD and DELETE. Each
 * request's signature (version 4) is computed anew from what arrived; a body must be the one that was signed.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type S3Server = {
  settings: { endpoint: string; bucket: string; region: string; accessKey: string; secretKey: string };
  /** By key. */
  objects: Map<string, Buffer>;
  /** `PUT 200`, ... in order. */
  log: string[];
  /** What the next requests are answered, before anything else is looked at. */
  refuseNext: number[];
  stop(): Promise<void>;
};

const keys = { region: 'eu-test-1', accessKey: 'AKTEST', secretKey: 'a-secret-key-of-the-test' };
const bucket = 'signalbox-test';

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const log: string[] = [];
  const refuseNext: number[] = [];
  const server = createServer((request, response) => {
    const scripted = refuseNext.shift();
    const work = scripted ? drop(request, scripted) : answer(objects, request, response);
    work
      .catch((error: unknown) => refuse(response, request, error))
      .finally(() => log.push(`${request.method} ${response.statusCode}`));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  const { port }: AddressInfo = address;
  return {
    settings: { endpoint: `http://127.0.0.1:${port}`, bucket, ...keys },
    objects,
    log,
    refuseNext,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function drop(request: IncomingMessage, status: number): Promise<void> {
  for await (const _ of request);
  throw new Refusal(status, status === 503 ? 'SlowDown' : 'InternalError');
}

function refuse(response: ServerResponse, request: IncomingMessage, error: unknown): void {
  const { status, code, message } =
    error instanceof Refusal ? error : new Refusal(500, 'InternalError', String(error));
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answer(
  objects: Map<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://storage');
  const signedSum = verify(request, url);
  const key = keyOf(url.pathname);
  switch (request.method) {
    case 'PUT': {
      objects.set(key, await readBody(request, signedSum));
      response.writeHead(200, { etag: '"x"' }).end();
      return;
    }
    case 'HEAD':
    case 'GET':
      return show(objects.get(key), request, response);
    case 'DELETE':
      objects.delete(key);
      response.writeHead(204).end();
      return;
    default:
      throw new Refusal(405, 'MethodNotAllowed');
  }
}

function keyOf(pathname: string): string {
  const [, name = '', ...rest] = pathname.split('/').map(decodeURIComponent);
  if (name !== bucket) throw new Refusal(404, 'NoSuchBucket');
  if (rest.join('/') === '') throw new Refusal(400, 'InvalidRequest', 'only objects are served');
  return rest.join('/');
}

async function readBody(request: IncomingMessage, signedSum: string): Promise<Buffer> {
  const length = request.headers['content-length'];
  if (length === undefined) throw new Refusal(411, 'MissingContentLength');
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  if (body.length !== Number(length)) throw new Refusal(400, 'IncompleteBody');
  if (hash(body) !== signedSum) throw new Refusal(400, 'XAmzContentSHA256Mismatch');
  return body;
}

function show(object: Buffer | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!object) throw new Refusal(404, 'NoSuchKey');
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const shown = from === undefined ? object : object.subarray(Number(from), Number(to) + 1);
  const range = from === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${object.length}` };
  const headers = { 'content-length': shown.length, 'content-type': 'binary/octet-stream', ...range };
  response.writeHead(from === undefined ? 200 : 206, headers);
  response.end(request.method === 'HEAD' ? undefined : shown);
}

const hash = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signature version 4 as Amazon describes it; answers the sum of the body that was signed. */
function verify(request: IncomingMessage, url: URL): string {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!given) throw new Refusal(403, 'AccessDenied', 'no signature of version 4');
  const [, accessKey, day = '', region = '', names = '', signature] = given;
  if (accessKey !== keys.accessKey) throw new Refusal(403, 'InvalidAccessKeyId');
  if (region !== keys.region) throw new Refusal(400, 'AuthorizationHeaderMalformed', 'another region');
  const date = header(request, 'x-amz-date');
  const sum = header(request, 'x-amz-content-sha256');
  if (!date.startsWith(day) || Math.abs(Date.now() - readDate(date)) > 15 * 60_000) {
    throw new Refusal(403, 'RequestTimeTooSkewed');
  }
  const signed = names.split(';');
  const wanted = Object.keys(request.headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  if (wanted.some((name) => !signed.includes(name)))
    throw new Refusal(403, 'AccessDenied', 'unsigned headers');
  if (request.method === 'PUT' && !/^[0-9a-f]{64}$/.test(sum)) {
    throw new Refusal(400, 'InvalidRequest', 'an unsigned body');
  }
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${header(request, name).trim().replace(/ +/g, ' ')}`),
    '',
    names,
    sum,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hash(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${keys.secretKey}`);
  if (hmac(key, toSign).toString('hex') !== signature) throw new Refusal(403, 'SignatureDoesNotMatch');
  return sum;
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  if (typeof value !== 'string') throw new Refusal(403, 'AccessDenied', `no header ${name}`);
  return value;
}

const readDate = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
