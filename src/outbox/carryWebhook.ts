/** One call's attempt: logged, repeated as its schedule says, its answer told to the dialog. */
import type { WebhookReport } from '../effect/effect.ts';
import {
  type Connection,
  finishOutbox,
  type OutboxRow,
  reserveSignalIds,
  retryOutbox,
  writeJournal,
} from '../store/store.ts';
import type { WebhookJob } from './carrier.ts';
import type { DeliveryContext } from './delivery.ts';

/** A dialog that waits for the answer takes `failed` when the next attempt would come later than this. */
const longestWaitMs = 60_000;

export async function carryWebhook(context: DeliveryContext, row: OutboxRow): Promise<void> {
  const job: WebhookJob = JSON.parse(row.document);
  const report = await context.webhooks.call(job, `${row.signalId}.${row.n}`, row.botId);
  const delay = report.result === 'retry' ? nextAttempt(context, job, row, report) : null;
  const ended = report.result !== 'retry' || delay === null;
  await context.database.transaction(async (connection) => {
    await log(context, connection, row, job, report, ended);
    if (!ended && delay !== null) {
      await retryOutbox(connection, row, delay);
      return;
    }
    await finishOutbox(connection, row, null, null);
    if (job.wait || Object.keys(job.save).length > 0) await tell(context, connection, row, job, report);
  });
  context.onDelivered();
}

function nextAttempt(
  context: DeliveryContext,
  job: WebhookJob,
  row: OutboxRow,
  report: WebhookReport,
): number | null {
  const scheduled = context.webhooks.retryDelay(row.attempts);
  if (scheduled === null) return null;
  const delay = Math.max(scheduled, report.retryAfterSeconds ?? 0);
  const begun = job.notBefore;
  if (job.wait && context.now() + delay * 1000 - Math.min(begun, row.createdAt) > longestWaitMs) return null;
  return delay;
}

async function log(
  context: DeliveryContext,
  connection: Connection,
  row: OutboxRow,
  job: WebhookJob,
  report: WebhookReport,
  ended: boolean,
): Promise<void> {
  const [id] = await reserveSignalIds(connection, 1);
  const ok = report.result === 'ok';
  const outcome = ok ? 'ok' : ended ? 'failed' : 'retry';
  await writeJournal(connection, [
    {
      id: id ?? 0,
      at: context.now() + context.clockOffsetOf(row.botId),
      kind: 'sendWebhook',
      space: job.spaceId,
      source: null,
      dialog: row.dialogId,
      outcome,
      document: JSON.stringify({
        request: { method: job.method, url: job.url, status: report.status, attempt: row.attempts },
        cause: String(row.signalId),
        reason: report.reason,
        warnings: [],
        entries: [{ kind: 'answer', ok, status: report.status, reason: report.reason }],
        durationMs: report.durationMs,
      }),
    },
  ]);
}

async function tell(
  context: DeliveryContext,
  connection: Connection,
  row: OutboxRow,
  job: WebhookJob,
  report: WebhookReport,
): Promise<void> {
  const ok = report.result === 'ok';
  const { saved } = ok ? context.webhooks.readAnswer(report.body, job.save) : { saved: {} };
  await context.insertSignal(
    connection,
    {
      kind: 'outcome',
      at: context.now(),
      dialogId: row.dialogId,
      effectKey: `${row.signalId}.${row.n}`,
      outcome: {
        of: 'webhook',
        ok,
        status: report.status,
        reason: report.reason,
        saved,
        stepVisit: job.stepVisit,
      },
    },
    job.lane,
  );
}
