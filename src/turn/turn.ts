/** Door of the room. */
export { type Batch, chatKey, emptyBatch, noWrites } from './batch.ts';
export { decideBatch } from './decideBatch.ts';
export { type DryRun, dryRun } from './dryRun.ts';
export { readItem } from './readItems.ts';
export { runBatch, type TurnContext } from './runBatch.ts';
export { compileScripts } from './scripts.ts';
export { startWorker, type Worker } from './worker.ts';
