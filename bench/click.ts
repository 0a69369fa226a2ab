/** Clicks stored durably before their 302, next to a bare server answering the same redirect. */
import { measureBare } from './accept.ts';
import { get, type LoadResult, runLoad } from './load.ts';
import { ask, memoryOf, startSignalbox, withFolder } from './process.ts';

export type ClickResult = { bare: LoadResult; click: LoadResult; memoryMb: number };

const connections = 64;
const path = (n: number): string => `/c/summer?utm_source=facebook&ad_name=ad${n % 50}&buyer=sergei`;

export async function run(seconds = 15): Promise<ClickResult> {
  const bare = await measureBare(path, Math.min(seconds, 8));
  return withFolder(async (folder) => {
    const server = await startSignalbox(folder);
    await ask(server.port, '/api/v1/campaigns');
    await runLoad({ port: server.port, connections, seconds: 2, request: (n) => get(path(n)) });
    const click = await runLoad({ port: server.port, connections, seconds, request: (n) => get(path(n)) });
    const memoryMb = await memoryOf(server.pid);
    await server.stop();
    return { bare, click, memoryMb };
  });
}

if (import.meta.main) {
  const { bare, click, memoryMb } = await run(8);
  process.stdout.write(
    `bare ${bare.perSecond.toFixed(0)}/s | click ${click.perSecond.toFixed(0)}/s p50 ${click.p50} p99 ${click.p99} ms ratio ${(click.perSecond / bare.perSecond).toFixed(2)} ${JSON.stringify(click.statuses)} ${memoryMb.toFixed(0)} MB\n`,
  );
}
