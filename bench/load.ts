/**
 * A load generator for loopback: as many connections as asked, each with one request under way, raw
 * sockets and prepared bytes, so that it costs as little as possible of the two cores it shares with
 * the server it measures. Ends by itself.
 */
import { connect, type Socket } from 'node:net';

export type LoadOptions = {
  port: number;
  connections: number;
  /** Ends after so long, or after so many requests, whichever comes first. */
  seconds?: number;
  requests?: number;
  /** The n-th request, whole. */
  request(n: number): string;
  /** Requests a second over all connections; absent: as fast as answers come. */
  pace?: number;
  onAnswer?(n: number, status: number, body: string): void;
};

export type LoadResult = {
  requests: number;
  perSecond: number;
  seconds: number;
  p50: number;
  p99: number;
  longest: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  broken: number;
};

/** Latencies are counted in steps of 0.1 ms up to 10 s. */
const steps = 100_000;

export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const histogram = new Uint32Array(steps);
  const statuses: Record<string, number> = {};
  let sent = 0;
  let answered = 0;
  let broken = 0;
  let longest = 0;
  const begun = performance.now();
  const until = begun + (options.seconds ?? 3600) * 1000;
  const mayAsk = (): boolean => sent < (options.requests ?? Infinity) && performance.now() < until;

  const talk = (): Promise<void> =>
    new Promise((done) => {
      const socket: Socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
      let number = 0;
      let askedAt = 0;
      let rest = '';
      const ask = (): void => {
        if (!mayAsk()) {
          socket.end();
          return;
        }
        const due = options.pace ? begun + (sent / options.pace) * 1000 : 0;
        const wait = due - performance.now();
        number = sent;
        sent += 1;
        const write = (): void => {
          askedAt = performance.now();
          socket.write(options.request(number), 'latin1');
        };
        if (wait > 1) setTimeout(write, wait);
        else write();
      };
      socket.on('connect', ask);
      socket.on('data', (chunk) => {
        rest = rest ? rest + chunk.toString('latin1') : chunk.toString('latin1');
        const head = rest.indexOf('\r\n\r\n');
        if (head < 0) return;
        const end = endOfAnswer(rest, head);
        if (end === null || rest.length < end) return;
        const took = performance.now() - askedAt;
        const step = Math.min(steps - 1, Math.floor(took * 10));
        histogram[step] = (histogram[step] ?? 0) + 1;
        if (took > longest) longest = took;
        answered += 1;
        const status = rest.slice(9, 12);
        statuses[status] = (statuses[status] ?? 0) + 1;
        options.onAnswer?.(number, Number(status), rest.slice(head + 4, end));
        rest = rest.slice(end);
        ask();
      });
      socket.on('error', () => {
        broken += 1;
      });
      socket.on('close', () => done());
    });
  await Promise.all(Array.from({ length: options.connections }, talk));
  const seconds = (performance.now() - begun) / 1000;
  return {
    requests: answered,
    perSecond: answered / seconds,
    seconds,
    p50: percentile(histogram, answered, 0.5),
    p99: percentile(histogram, answered, 0.99),
    longest,
    statuses,
    broken,
  };
}

/** Where the answer whose head ends at `head` ends itself; null when that is not to be seen yet. */
function endOfAnswer(text: string, head: number): number | null {
  const length = /content-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length !== undefined || !/transfer-encoding: chunked/i.test(text.slice(0, head)))
    return head + 4 + Number(length ?? 0);
  const last = text.indexOf('\r\n0\r\n\r\n', head);
  return last < 0 ? null : last + 7;
}

function percentile(histogram: Uint32Array, total: number, share: number): number {
  let count = 0;
  for (let step = 0; step < steps; step += 1) {
    count += histogram[step] ?? 0;
    if (count >= total * share) return (step + 1) / 10;
  }
  return steps / 10;
}

/** A GET as bytes. */
export const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: bench\r\n${headers}\r\n`;

/** A POST of ASCII JSON as bytes. */
export const post = (path: string, body: string, headers = ''): string =>
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: bench\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
