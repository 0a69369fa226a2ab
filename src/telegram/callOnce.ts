/** One call of a lane, and what its failure means. */
import type { LaneReport } from '../effect/effect.ts';
import { ask, refusesToken } from './ask.ts';
import { type BotApi, readFailure } from './botApi.ts';
import { callReport } from './callReport.ts';

/** There is nothing more to be said of it. */
export const done: LaneReport = { result: 'sent', externalIds: [] };

/** Runs one call; `refused` may know better what a refused file means. */
export async function callOnce(
  api: BotApi,
  run: () => Promise<LaneReport>,
  refused?: (reason: string) => Promise<LaneReport>,
): Promise<LaneReport> {
  try {
    return await run();
  } catch (error) {
    const report = callReport(readFailure(error));
    switch (report.result) {
      case 'done':
        return done;
      case 'badFile':
        return refused ? refused(report.reason) : { result: 'failed', reason: report.reason };
      case 'unknown':
        return tokenIsRefused(api, report.reason);
      default:
        return report;
    }
  }
}

/** "Not Found" is said of a token of the wrong form and of a method that a smaller server does not have. */
async function tokenIsRefused(api: BotApi, reason: string): Promise<LaneReport> {
  const me = await ask(() => api.getMe());
  if (!me.ok && refusesToken(me.reason)) return { result: 'unauthorised', reason };
  return { result: 'failed', reason };
}
