/** Postbacks stored durably before their 200, next to a bare server of the same library. */
import { get, type LoadResult, runLoad } from './load.ts';
import { ask, memoryOf, startBareServer, startSignalbox, withFolder } from './process.ts';

export type AcceptResult = {
  bare: LoadResult;
  accept: LoadResult;
  /** Rows that the database holds for the answers given. */
  stored: number;
  memoryMb: number;
};

const connections = 64;

export const postbackPath = (id: string, clickid: string, event: string, tid: string): string =>
  `/api/postbacks/${id}/tracker-postback?clickid=${clickid}&tracker.event=${event}&tracker.cost=20&tracker.currency=USD&tracker.tid=${tid}&fields.last_deposit=20&fields.user_id=77`;

export async function findPostback(port: number): Promise<string> {
  const { items } = await ask<{ items: { id: string; key: string }[] }>(port, '/api/v1/postbacks');
  const found = items.find((item) => item.key === 'partner');
  if (!found) throw new Error('the demo has no postback "partner"');
  return found.id;
}

export async function measureBare(path: (n: number) => string, seconds: number): Promise<LoadResult> {
  const bare = await startBareServer();
  await runLoad({ port: bare.port, connections, seconds: 1, request: (n) => get(path(n)) });
  const result = await runLoad({ port: bare.port, connections, seconds, request: (n) => get(path(n)) });
  await bare.stop();
  return result;
}

/** The process only accepts (`ROLE=http`): nothing takes the signals off. */
export async function run(seconds = 15): Promise<AcceptResult> {
  const path = (n: number): string =>
    postbackPath('0a1b2c3d-0000-4000-8000-000000000000', `0click${n % 100_000}`, 'resale', `t${n}`);
  const bare = await measureBare(path, Math.min(seconds, 8));
  return withFolder(async (folder) => {
    const first = await startSignalbox(folder);
    await first.stop();
    const server = await startSignalbox(folder, { ROLE: 'http' });
    const id = await findPostback(server.port);
    const request = (n: number): string => get(postbackPath(id, `0click${n % 100_000}`, 'resale', `t${n}`));
    await runLoad({ port: server.port, connections, seconds: 2, request });
    const before = await backlog(server.port);
    const accept = await runLoad({ port: server.port, connections, seconds, request });
    const stored = (await backlog(server.port)) - before;
    const memoryMb = await memoryOf(server.pid);
    await server.stop();
    return { bare, accept, stored, memoryMb };
  });
}

async function backlog(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^signalbox_inbox_backlog (\S+)$/m.exec(text)?.[1] ?? 0);
}

if (import.meta.main) {
  const { bare, accept, stored, memoryMb } = await run(8);
  const ratio = (accept.perSecond / bare.perSecond).toFixed(2);
  process.stdout.write(
    `bare ${bare.perSecond.toFixed(0)}/s p99 ${bare.p99} ms | accept ${accept.perSecond.toFixed(0)}/s p50 ${accept.p50} p99 ${accept.p99} ms ratio ${ratio} ${JSON.stringify(accept.statuses)} stored ${stored} of ${accept.requests}, ${memoryMb.toFixed(0)} MB\n`,
  );
}
