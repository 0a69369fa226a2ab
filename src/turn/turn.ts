/** Door of the room. */
export { type DryRun, dryRun } from './dryRun.ts';
export { runBatch, type TurnContext } from './runBatch.ts';
export { startWorker, type Worker } from './worker.ts';
