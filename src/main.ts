/** Starts a role (all, http or worker) as a process: reads the environment, greets, stops on a signal. */
import type { Logger } from 'pino';
import { describeProblems, readConfig } from './config.ts';
import { makeLogger } from './logger.ts';
import { type Running, startServer } from './server.ts';
import { openWorld } from './world.ts';

/** Turns in hand and open requests get so long; then the process ends all the same. */
const longestStopMs = 19_000;

async function main(): Promise<void> {
  const config = readConfig();
  if (!config.ok) {
    process.stderr.write(`${describeProblems(config.reason)}\n`);
    process.exit(1);
  }
  const logger = makeLogger(config.value.logLevel);
  const running = await startServer(config.value, openWorld(logger));
  stopOnSignal(running, logger);
  await greet(running, config.value.role);
}

/** What a person who typed `npm start` wants to see; the log goes on in JSON lines. */
async function greet(running: Running, role: string): Promise<void> {
  if (!running.url) {
    process.stdout.write(`\n  Signalbox works (role ${role}).\n\n`);
    return;
  }
  const link = await running.makeSignInLink?.();
  process.stdout.write(
    `\n  Signalbox is running: ${running.url}\n  Sign in as the owner (once, within 15 minutes): ${link}\n\n`,
  );
}

/** A signal that comes twice (a terminal sends it to the whole group) is one. */
function stopOnSignal(running: Running, logger: Logger): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), longestStopMs).unref();
    running.stop().then(
      () => process.exit(0),
      (error) => {
        logger.error({ err: error }, 'the stop was not clean');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `Signalbox could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
