/** Brings the files that leads have sent into our own keeping, and takes those away that are to be forgotten. */
import { randomUUID } from 'node:crypto';
import type { Kept } from '../base/fileKeeper.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { FetchFileEffect } from '../effect/effect.ts';
import {
  claimFiles,
  dropGoneFiles,
  findGoneFiles,
  type OutboxRow,
  pauseBot,
  receivedMessage,
  recordFetched,
  releaseLostFiles,
  releaseOutbox,
  retryOutbox,
} from '../store/store.ts';
import type { DeliveryContext } from './delivery.ts';

/** `pauses`: the channel has told the whole bot to wait. */
export type FileReport =
  | { result: 'kept'; kept: Kept }
  | { result: 'failed'; reason: string }
  | { result: 'retry'; reason: string; retryAfterSeconds: number | null; pauses: boolean };

export type FileCarrier = {
  /** Ends by itself within three minutes, and soon after `stop` is aborted. */
  fetch(job: Pick<FetchFileEffect, 'fileId' | 'size'>, botId: string, stop: AbortSignal): Promise<FileReport>;
  /** Removes a content from the storage. */
  remove(place: string): Promise<void>;
};

type Context = Pick<DeliveryContext, 'database' | 'onDelivered' | 'onProblem'>;

/** At once: four of 20 MB at most, streamed, beside everything else that a small machine does. */
export const parallelFiles = 4;

/** Before each further attempt; a bot whose token is being changed has an hour for it. */
const retrySeconds = [2, 5, 30, 120, 600, 3600];

/** Longer than any fetch takes. */
const lostAfterSeconds = 300;

/** Begins what is due and there is room for, each by `carry`; answers how many. */
export async function startFiles(
  context: Context,
  room: number,
  carry: (row: OutboxRow) => void,
): Promise<number> {
  if (room <= 0) return 0;
  const rows = await claimFiles(context.database, room);
  for (const row of rows) carry(row);
  return rows.length;
}

export async function carryFile(
  context: Context,
  files: FileCarrier,
  row: OutboxRow,
  stop: AbortSignal,
): Promise<void> {
  const job: FetchFileEffect = JSON.parse(row.document);
  const report = await files.fetch(job, row.botId, stop).catch((error: unknown): FileReport => {
    context.onProblem(error);
    return { result: 'retry', reason: 'it could not be stored', retryAfterSeconds: null, pauses: false };
  });
  if (report.result === 'retry') {
    if (stop.aborted) return releaseOutbox(context.database, row);
    const delay = report.retryAfterSeconds ?? retrySeconds[row.attempts - 1];
    if (delay !== undefined) return later(context, row, delay, report);
  }
  await end(context, files, row, job, report.result === 'kept' ? ok(report.kept) : fail(report.reason));
  context.onDelivered();
}

/** A pause of the bot stands in the database, so that nobody asks before. */
async function later(
  { database }: Context,
  row: OutboxRow,
  seconds: number,
  { pauses }: { pauses: boolean },
): Promise<void> {
  await database.transaction(async (connection) => {
    await retryOutbox(connection, row, seconds);
    if (pauses) await pauseBot(connection, row.botId, seconds);
  });
}

async function end(
  { database }: Context,
  files: FileCarrier,
  row: OutboxRow,
  job: FetchFileEffect,
  result: Result<Kept, string>,
): Promise<void> {
  const known = { ...row, id: randomUUID(), messageId: receivedMessage(row, job) };
  const described = { name: job.name, claimed: job.mime, size: job.size };
  const recorded = await recordFetched(database, known, described, result);
  if (!recorded && result.ok) await files.remove(result.value.place);
}

const goneAtOnce = 100;

/**
 * Fetches that died with their process begin again; contents of leads that were forgotten are removed, and
 * only then the last trace of them. A storage that does not answer is asked again the next time.
 */
export async function tidyFiles(context: Context, files: FileCarrier): Promise<void> {
  await releaseLostFiles(context.database, lostAfterSeconds);
  await context.database.transaction(async (connection) => {
    const removed: string[] = [];
    for (const { id, place } of await findGoneFiles(connection, goneAtOnce)) {
      const done = place === null ? true : await attempt(files.remove(place), context.onProblem);
      if (!done) break;
      removed.push(id);
    }
    await dropGoneFiles(connection, removed);
  });
}

const attempt = (work: Promise<void>, onProblem: (error: unknown) => void): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      onProblem(error);
      return false;
    },
  );
