/**
 * Postbacks end to end, sustained: accepted, then the dialog moved, field, event and timeline written and
 * the message in the outbox, while the intake goes on beside the turns in one process (`ROLE=all`).
 */
import { findPostback, postbackPath } from './accept.ts';
import { fillDialogs, filledClick } from './fill.ts';
import { get, type LoadResult, runLoad } from './load.ts';
import { memoryOf, metric, startSignalbox, untilEmpty, withFolder } from './process.ts';

export type ApplyResult = {
  dialogs: number;
  load: LoadResult;
  /** Signals applied a second while the load ran. */
  appliedPerSecond: number;
  backlogAtEnd: number;
  /** Seconds from the end of the load to an empty inbox. */
  drainSeconds: number;
  /** Of the answers given: how many are in the journal as applied. */
  applied: number;
  messages: number;
  memoryMb: number;
  startMs: number;
  firstStartMs: number;
};

const connections = 64;

export async function run(seconds = 60, dialogs = 100_000): Promise<ApplyResult> {
  return withFolder(async (folder) => {
    const first = await startSignalbox(folder);
    await first.stop();
    const { lane } = await fillDialogs(folder, dialogs);
    const server = await startSignalbox(folder);
    const id = await findPostback(server.port);
    const request = (n: number): string => {
      const turn = Math.floor(n / dialogs);
      const lead = (n * 7919) % dialogs;
      return get(
        postbackPath(id, filledClick(lane, lead), eventNames[turn % eventNames.length] ?? 'resale', `t${n}`),
      );
    };
    await runLoad({
      port: server.port,
      connections,
      requests: 2000,
      request: (n) => request(n + 10_000_000),
    });
    await untilEmpty(server.port);
    const before = await metric(server.port, 'signalbox_turns_total');
    let memoryMb = 0;
    const watch = setInterval(
      () => void memoryOf(server.pid).then((mb) => (memoryMb = Math.max(memoryMb, mb))),
      500,
    );
    const load = await runLoad({ port: server.port, connections, seconds, request });
    const backlogAtEnd = await metric(server.port, 'signalbox_inbox_backlog');
    const appliedInTime = (await metric(server.port, 'signalbox_turns_total')) - before;
    const ended = performance.now();
    await untilEmpty(server.port);
    const drainSeconds = (performance.now() - ended) / 1000;
    clearInterval(watch);
    const applied = (await metric(server.port, 'signalbox_turns_total')) - before;
    const messages = await metric(server.port, 'signalbox_outbox_pending');
    await server.stop();
    return {
      dialogs,
      load,
      appliedPerSecond: appliedInTime / load.seconds,
      backlogAtEnd,
      drainSeconds,
      applied,
      messages,
      memoryMb,
      startMs: server.startedInMs,
      firstStartMs: first.startedInMs,
    };
  });
}

const eventNames = ['registration', 'sale', 'resale'];

if (import.meta.main) {
  const result = await run(Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 100_000));
  process.stdout.write(
    `accepted ${result.load.perSecond.toFixed(0)}/s p50 ${result.load.p50} p99 ${result.load.p99} ms | applied ${result.appliedPerSecond.toFixed(0)}/s ratio ${(result.appliedPerSecond / result.load.perSecond).toFixed(2)} backlog ${result.backlogAtEnd} drained in ${result.drainSeconds.toFixed(1)} s | ${JSON.stringify(result.load.statuses)} applied ${result.applied} of ${result.load.requests} | ${result.memoryMb.toFixed(0)} MB, start ${result.startMs.toFixed(0)} ms, first ${result.firstStartMs.toFixed(0)} ms\n`,
  );
}
