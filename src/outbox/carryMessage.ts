/** One message's attempt, and what its report comes to. */
import { finishOutbox, markMessage, type OutboxRow, retryOutbox } from '../store/store.ts';
import type { MessageCarrier, MessageJob, MessageReport } from './carrier.ts';
import type { DeliveryContext } from './delivery.ts';

/** A message that so many attempts did not get through is given up. */
const mostAttempts = 8;

export async function carryMessage(
  context: DeliveryContext,
  carrier: MessageCarrier,
  row: OutboxRow,
): Promise<void> {
  const job: MessageJob = {
    ...JSON.parse(row.document),
    text: row.text ?? '',
    buttons: row.buttons ? JSON.parse(row.buttons) : [],
  };
  const report = await carrier.send(job, row.botId).catch(
    (error: unknown): MessageReport => ({
      result: 'uncertain',
      reason: error instanceof Error ? error.message : String(error),
    }),
  );
  await context.database.transaction(async (connection) => {
    switch (report.result) {
      case 'sent':
        return finishOutbox(connection, row, 'sent', null);
      case 'retry':
        if (row.attempts >= mostAttempts) return giveUp('failed', report.reason);
        if (await retryOutbox(connection, row, report.retryAfterSeconds ?? 2 ** row.attempts)) return;
        return finishOutbox(connection, row, 'cancelled', report.reason);
      case 'uncertain':
        if (job.resend === 'once' && row.attempts < 2 && (await retryOutbox(connection, row, 1))) {
          return markMessage(connection, row, 'uncertain', report.reason);
        }
        return finishOutbox(connection, row, 'uncertain', report.reason);
      default:
        return giveUp(report.result, report.reason);
    }
    async function giveUp(result: 'failed' | 'blockedByLead' | 'cannotWrite', reason: string): Promise<void> {
      await finishOutbox(connection, row, 'failed', reason);
      const effectKey = `${row.signalId}.${row.n}`;
      const { dialogId } = row;
      await context.insertSignal(
        connection,
        {
          kind: 'outcome',
          at: context.now(),
          dialogId,
          effectKey,
          outcome: { of: 'message', result, reason },
        },
        context.laneOf(row.botId),
      );
    }
  });
  context.onDelivered();
}
