/** One question to a bot's AI: within the day's budget, counted, logged, its answer told to the dialog. */
import type { Signal } from '../signal/signal.ts';
import {
  type AiLead,
  addAiUsage,
  type Connection,
  countAiTokens,
  findLostTasks,
  finishOutbox,
  mayAskAi,
  type OutboxRow,
  readAiLead,
  releaseOutbox,
  reserveSignalIds,
  usageDay,
  writeJournal,
} from '../store/store.ts';
import type { AiCaller, AiJob, AiJobReport } from './carrier.ts';
import type { DeliveryContext } from './delivery.ts';

/** The engine gives an answer up 55 s after it asked; what came back later would only have cost. */
const longestAgeMs = 50_000;
/** What has waited so long (behind other calls, or for a restart) is not begun any more. */
const latestStartMs = 45_000;
/** Longer than any task takes. */
const lostAfterSeconds = 60;

/** `stop` ends the call; the task goes out again after the restart, unless it is too old by then. */
export async function carryAi(
  context: DeliveryContext,
  ai: AiCaller,
  row: OutboxRow,
  stop: AbortSignal,
): Promise<void> {
  const job: AiJob = { ...JSON.parse(row.document), message: row.signalId * 1000 };
  const lead = await readAiLead(context.database, row.dialogId, context.now());
  // A dialog that is gone has taken its outbox with it.
  if (!lead) {
    await finishOutbox(context.database, row, null, null);
    return;
  }
  const refusal = await refuse(context, job, lead);
  const report = refusal ?? (await ask(context, ai, job, lead, stop));
  const interrupted = stop.aborted && !report.result.ok && !refusal;
  await context.database.transaction(async (connection) => {
    if (interrupted) await releaseOutbox(connection, row);
    else await finish(context, connection, row, job, report);
    await count(context, connection, row, lead, report);
  });
  context.onDelivered();
}

/** Why nobody is asked at all. The calls under way are not in the figures yet: a budget may be passed by those. */
async function refuse(context: DeliveryContext, job: AiJob, lead: AiLead): Promise<AiJobReport | null> {
  const age = context.now() - job.askedAt;
  if (age > latestStartMs) return failure(job, 'failed', 'the question has waited for too long');
  if (!(await mayAskAi(context.database, lead.dialogId))) {
    return failure(job, 'consent', 'the owner of the business account has not consented to the AI');
  }
  const budget = lead.bot.ai?.dailyTokens;
  if (budget === undefined) return null;
  const used = await countAiTokens(context.database, lead.bot.id, usageDay(lead.bot, context.now()));
  return used < budget
    ? null
    : failure(job, 'budget', `the ${budget} tokens of the day are used up (${used} so far)`);
}

async function ask(
  context: DeliveryContext,
  ai: AiCaller,
  job: AiJob,
  lead: AiLead,
  stop: AbortSignal,
): Promise<AiJobReport> {
  const left = Math.max(1, longestAgeMs - Math.max(0, context.now() - job.askedAt));
  const signal = AbortSignal.any([stop, AbortSignal.timeout(left)]);
  return ai.run(job, lead, signal).catch((error: unknown) => {
    context.onProblem(error);
    return failure(job, 'failed', 'something of ours broke');
  });
}

const failure = ({ task }: AiJob, why: 'failed' | 'budget' | 'consent', reason: string): AiJobReport => ({
  result: { ok: false, of: task.of, why, reason },
  tokens: { prompt: 0, completion: 0, estimated: false, calls: 0 },
  model: '',
  durationMs: 0,
});

async function finish(
  context: Pick<DeliveryContext, 'now' | 'insertSignal' | 'clockOffsetOf'>,
  connection: Connection,
  row: OutboxRow,
  job: AiJob,
  report: AiJobReport,
): Promise<void> {
  await finishOutbox(connection, row, null, null);
  await log(context, connection, row, job, report);
  await context.insertSignal(connection, outcomeOf(context, row, job, report), job.lane);
}

const count = (
  context: DeliveryContext,
  connection: Connection,
  row: OutboxRow,
  { bot }: AiLead,
  { tokens }: AiJobReport,
): Promise<void> => {
  const day = usageDay(bot, context.now());
  return addAiUsage(connection, { ...tokens, botId: bot.id, day, dialogId: row.dialogId });
};

/** No word of the prompt or of the answer: what was said stands in the history. */
async function log(
  context: Pick<DeliveryContext, 'now' | 'clockOffsetOf'>,
  connection: Connection,
  row: OutboxRow,
  job: AiJob,
  { result, tokens, model, durationMs }: AiJobReport,
): Promise<void> {
  const [id] = await reserveSignalIds(connection, 1);
  const reason = result.ok ? null : result.reason;
  const { prompt, completion, estimated, calls } = tokens;
  await writeJournal(connection, [
    {
      id: id ?? 0,
      at: context.now() + context.clockOffsetOf(row.botId),
      kind: 'ai',
      space: job.spaceId,
      source: null,
      dialog: row.dialogId,
      outcome: result.ok ? 'ok' : 'failed',
      document: JSON.stringify({
        cause: String(row.signalId),
        text: `${job.task.of} by ${model || 'nobody'}, ${prompt + completion} tokens`,
        reason,
        warnings: [],
        entries: [{ kind: 'answer', ok: result.ok, status: null, reason }],
        durationMs,
        ai: { task: job.task.of, model, prompt, completion, estimated, calls },
      }),
    },
  ]);
}

const outcomeOf = (
  context: Pick<DeliveryContext, 'now'>,
  row: OutboxRow,
  job: AiJob,
  report: AiJobReport,
): Signal => ({
  kind: 'outcome',
  at: context.now(),
  dialogId: row.dialogId,
  effectKey: `${row.signalId}.${row.n}`,
  outcome: {
    of: 'ai',
    result: report.result,
    stepVisit: job.stepVisit,
    aiTurn: job.aiTurn,
    slot: job.slot,
    tokens: report.tokens.prompt + report.tokens.completion,
  },
});

/** Tasks whose process died: the engine has given them up meanwhile, they are only put away. */
export async function endLostTasks(
  context: Pick<DeliveryContext, 'database' | 'now' | 'insertSignal' | 'clockOffsetOf'>,
  seconds = lostAfterSeconds,
): Promise<void> {
  await context.database.transaction(async (connection) => {
    for (const row of await findLostTasks(connection, seconds)) {
      const job: AiJob = JSON.parse(row.document);
      const report = failure(job, 'failed', 'the process ended before the AI answered');
      await finish(context, connection, row, job, report);
    }
  });
}
