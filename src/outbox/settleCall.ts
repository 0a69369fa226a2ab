/** What the channel's answer to one call comes to: in the outbox, in the history, for the dialog. */

import type { LaneReport } from '../effect/effect.ts';
import {
  type Connection,
  continueLaneRow,
  finishLaneRows,
  finishOutbox,
  type LaneRow,
  markMessage,
  moveChat,
  moveDialogChat,
  pauseBot,
  redirectLaneRow,
  releaseLaneRows,
  reserveSignalIds,
  retryOutbox,
  writeJournal,
} from '../store/store.ts';
import type { DeliveryContext } from './delivery.ts';
import type { ChannelDocument, LaneItem, MessageDocument } from './laneJob.ts';

/** What so many attempts did not get through is given up. */
const mostAttempts = 8;
/** Telegram lets one message a second into a chat; the next part follows then. */
const betweenPartsSeconds = 1;

/** All that a report leads to, but for plain success (see `finishLaneRows`). */
export async function settleCall(
  context: Pick<DeliveryContext, 'now' | 'insertSignal' | 'laneOf' | 'spaceOf' | 'clockOffsetOf'>,
  connection: Connection,
  item: LaneItem,
  report: Exclude<LaneReport, { result: 'sent' }>,
): Promise<void> {
  const { row } = item;
  switch (report.result) {
    case 'part':
      return goOn(connection, row, report.externalIds);
    case 'again':
    case 'unreached':
    case 'unauthorised':
      return releaseLaneRows(connection, [row]);
    case 'paused':
      await pauseBot(connection, row.botId, report.seconds);
      return releaseLaneRows(connection, [row]);
    case 'migrated':
      return redirect(report.to);
    case 'retry':
      if (row.attempts >= mostAttempts) return giveUp('failed', report.reason);
      return tryAgain(report.retryAfterSeconds ?? 2 ** row.attempts, report.reason);
    case 'uncertain':
      return doubt(report.reason);
    default:
      return giveUp(report.result, report.reason);
  }

  async function tryAgain(seconds: number, reason: string): Promise<void> {
    if (await retryOutbox(connection, row, seconds)) return;
    await finishOutbox(connection, row, 'cancelled', reason);
  }

  async function doubt(reason: string): Promise<void> {
    if (row.kind !== 'message') return doubtCall(reason);
    const document: MessageDocument = JSON.parse(row.document);
    const marked = JSON.stringify({ ...document, doubted: true });
    const mayRepeat = document.resend === 'once' && !document.doubted;
    if (mayRepeat && (await retryOutbox(connection, row, 1, marked))) {
      return markMessage(connection, row, 'uncertain', reason);
    }
    await finishOutbox(connection, row, 'uncertain', reason);
  }

  /** Edits, pins and approvals may be repeated: the second time changes nothing. */
  async function doubtCall(reason: string): Promise<void> {
    const { kind }: ChannelDocument = JSON.parse(row.document);
    const repeatable = kind === 'edit' || kind === 'pin' || kind === 'approveJoin';
    if (repeatable && row.attempts < mostAttempts) return tryAgain(1, reason);
    await giveUp('failed', `it may not have arrived: ${reason}`);
  }

  async function redirect(to: number): Promise<void> {
    const document: MessageDocument | ChannelDocument = JSON.parse(row.document);
    if ('kind' in document && document.kind === 'notify') {
      await moveChat(connection, row.botId, document.groupId, to);
      return redirectLaneRow(connection, row, JSON.stringify({ ...document, groupId: to }));
    }
    const moved = document.chatId !== to && (await moveDialogChat(connection, row.dialogId, to));
    if (!moved) return giveUp('failed', `the chat has moved to ${to}`);
    await redirectLaneRow(connection, row, JSON.stringify({ ...document, chatId: to }));
  }

  async function giveUp(result: 'failed' | 'blockedByLead' | 'cannotWrite', reason: string): Promise<void> {
    const there = await finishOutbox(connection, row, 'failed', reason);
    // Another attempt to write this down may have succeeded without our hearing of it.
    if (!there) return;
    if (row.kind !== 'message') return logFailure(context, connection, row, reason);
    await context.insertSignal(
      connection,
      {
        kind: 'outcome',
        at: context.now(),
        dialogId: row.dialogId,
        effectKey: `${row.signalId}.${row.n}`,
        outcome: { of: 'message', result, reason },
      },
      context.laneOf(row.botId),
    );
  }
}

async function goOn(connection: Connection, row: LaneRow, externalIds: readonly number[]): Promise<void> {
  const { doubted: _, ...document }: MessageDocument = JSON.parse(row.document);
  const [externalId = null] = externalIds;
  const next = JSON.stringify({ ...document, sent: externalIds });
  const going = await continueLaneRow(connection, row, {
    document: next,
    externalId,
    delaySeconds: betweenPartsSeconds,
  });
  if (going) return;
  await finishLaneRows(connection, [{ ...row, externalId }]);
  await markMessage(connection, row, 'sent', 'what follows its first part was taken back');
}

const lossy = new Set(['typing', 'answerPress']);

/** Nobody waits for an outcome of these; the dialog's timeline says that it did not work. */
async function logFailure(
  context: Pick<DeliveryContext, 'now' | 'spaceOf' | 'clockOffsetOf'>,
  connection: Connection,
  row: LaneRow,
  reason: string,
): Promise<void> {
  const { kind }: ChannelDocument = JSON.parse(row.document);
  if (lossy.has(kind)) return;
  const [id] = await reserveSignalIds(connection, 1);
  const text = `${what[kind] ?? kind} did not work: ${reason}`;
  await writeJournal(connection, [
    {
      id: id ?? 0,
      at: context.now() + context.clockOffsetOf(row.botId),
      kind: 'channel',
      space: context.spaceOf(row.botId),
      source: null,
      dialog: row.dialogId,
      outcome: 'failed',
      document: JSON.stringify({
        cause: String(row.signalId),
        reason,
        warnings: [text],
        entries: [{ kind: 'warning', code: 'channelCall', text }],
        durationMs: 0,
      }),
    },
  ]);
}

const what: Record<string, string> = {
  edit: 'changing a message',
  pin: 'pinning a message',
  approveJoin: 'letting the lead into the channel',
  notify: 'telling the group',
};
