import type { AutoAction } from '../campaign/campaign.ts';
import { checkCondition } from './checkCondition.ts';
import type { CheckContext } from './checkContext.ts';
import { checkMessageMedia } from './checkMedia.ts';
import { checkStep, checkTargets } from './checkStep.ts';
import { checkKeys } from './finding.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { pushTargets } from './stepTarget.ts';
import { usesAi } from './usesAi.ts';

/** Keys, targets and settings of one bot. */
export function checkBot(bot: FunnelBot, path: Path, context: CheckContext): void {
  const { report } = context;
  const steps = context.around.bot(bot.key)?.steps ?? new Set();
  for (const part of ['fields', 'tags', 'webhooks', 'notificationGroups', 'flows'] as const) {
    checkKeys(bot[part], [...path, part], report);
  }
  bot.flows?.forEach((flow, f) => {
    const flowPath = [...path, 'flows', f, 'steps'];
    checkKeys(flow.steps, flowPath, report);
    flow.steps.forEach((step, s) => {
      checkStep(step, [...flowPath, s], { bot: bot.key, flow: flow.key, steps }, context);
    });
  });
  if (bot.start !== undefined && !steps.has(bot.start)) {
    report('missingStep', [...path, 'start'], `there is no step ${bot.start}`);
  }
  checkActions(bot.organicActions, [...path, 'organicActions'], bot.key, context);
  checkGlobalPushes(bot, path, steps, context);
  bot.notificationGroups?.forEach(({ when }, index) => {
    checkCondition(when, 'lead', [...path, 'notificationGroups', index, 'when'], bot.key, context);
  });
  checkSettings(bot, path, context);
}

function checkGlobalPushes(
  bot: FunnelBot,
  path: Path,
  steps: ReadonlySet<string>,
  { report }: CheckContext,
): void {
  const flows = new Set(bot.flows?.map(({ key }) => key));
  for (const [flow, pushes] of Object.entries(bot.globalPushes ?? {})) {
    const place = [...path, 'globalPushes', flow];
    if (!flows.has(flow)) report('missingFlow', place, `there is no flow ${flow}`);
    else {
      const targets = pushes.flatMap((push, p) => pushTargets(push, [p]));
      checkTargets(targets, place, { bot: bot.key, flow, steps }, report);
    }
    pushes.forEach(({ message }, p) => {
      checkMessageMedia(message, [...place, p, 'message'], report);
    });
  }
}

function checkSettings(bot: FunnelBot, path: Path, { space, report }: CheckContext): void {
  const stored = space.bots.get(bot.key);
  const hasToken = stored && space.secretsOf(stored.id).some(({ place }) => place === 'token');
  if (bot.channel === 'telegram' && bot.token === undefined && !hasToken) {
    const what = 'a Telegram bot needs a token, and the server has none for it';
    const reason = `${what}; write token: \${FUNNEL_...}, or begin with channel: simulator`;
    report('notSupported', [...path, 'channel'], reason);
  }
  const [from, to] = bot.quietHours?.split('-') ?? [];
  if (from !== undefined && from === to) {
    report(
      'quietHours',
      [...path, 'quietHours'],
      `begin and end at ${from}: there are none, and pushes go out at night as well`,
    );
  }
  const wanting = bot.ai ? null : usesAi(bot);
  if (wanting) {
    const reason =
      'the AI is used and the bot has no ai: the server needs an endpoint of its own (AI_BASE_URL)';
    report('aiNotSetUp', [...path, ...wanting], reason);
  }
}

/** Rules whose step is not there, and conditions that cannot be read. `botKey` may name no bot at all. */
export function checkActions(
  actions: readonly AutoAction[] | undefined,
  path: Path,
  botKey: string,
  context: CheckContext,
): void {
  const { report } = context;
  const bot = context.around.bot(botKey);
  const vocabulary = context.vocabularyOf(botKey);
  actions?.forEach(({ on, when, move }, index) => {
    const place = [...path, index];
    checkCondition(when, 'event', [...place, 'when'], botKey, context);
    if (move !== undefined && bot && !bot.steps.has(move)) {
      report('missingStep', [...place, 'move'], `there is no step ${move}`);
    }
    const reason = vocabulary?.judgeEvent(on.replace(/#\d+$/, ''));
    if (reason) report('unsentEvent', [...place, 'on'], reason);
  });
}
