/**
 * The working half in a thread of its own, which is what a process of role `all` has: turns and the
 * answering of requests then do not wait for each other's computing (measured on two cores: 45 % more
 * signals accepted beside the same number of turns).
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Config } from './config.ts';
import { makeLogger } from './logger.ts';
import { startWorking, type Working, type WorkNews } from './working.ts';
import { openWorld } from './world.ts';

type Order = { wake: number[] } | { stop: true };
type Report = { news: keyof WorkNews; count: number } | { state: 'ready' | 'stopped' };
type Given = { config: Config; url: string };

/** Starts the thread; resolves when it works. A thread that breaks ends the process: nothing is half alive. */
export function startWorkThread(config: Config, url: string, news: WorkNews): Promise<Working> {
  const given: Given = { config, url };
  const thread = new Worker(new URL(import.meta.url), { workerData: given });
  const order = (what: Order): void => thread.postMessage(what);
  return new Promise((ready, fail) => {
    let stopped: (() => void) | null = null;
    thread.on('error', (error) => {
      fail(error);
      throw error;
    });
    thread.on('message', (report: Report) => {
      if ('news' in report) return tell(news, report.news, report.count);
      if (report.state === 'stopped') return stopped?.();
      ready({
        wake: (lanes) => order({ wake: [...lanes] }),
        stop: () =>
          new Promise((done) => {
            stopped = () => void thread.terminate().then(() => done());
            order({ stop: true });
          }),
      });
    });
  });
}

function tell(news: WorkNews, what: keyof WorkNews, count: number): void {
  if (what === 'applied') news.applied(count);
  else news[what]();
}

async function work(port: NonNullable<typeof parentPort>, { config, url }: Given): Promise<void> {
  const report = (what: Report): void => port.postMessage(what);
  const world = openWorld(makeLogger(config.logLevel));
  const working = await startWorking(config, world, url, {
    applied: (count) => report({ news: 'applied', count }),
    idle: () => report({ news: 'idle', count: 0 }),
    delivered: () => report({ news: 'delivered', count: 0 }),
    failed: () => report({ news: 'failed', count: 0 }),
  });
  port.on('message', (order: Order) => {
    if ('wake' in order) working.wake(order.wake);
    else void working.stop().then(() => report({ state: 'stopped' }));
  });
  report({ state: 'ready' });
}

if (!isMainThread && parentPort) await work(parentPort, workerData);
