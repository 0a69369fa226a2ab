import type { AutoAction } from '../campaign/campaign.ts';
import { checkStep } from './checkStep.ts';
import { checkKeys, type Findings, notSupported } from './finding.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';

/** `flow/step` of every step that a bot of the file has. */
export const stepPaths = (bot: FunnelBot): ReadonlySet<string> =>
  new Set((bot.flows ?? []).flatMap((flow) => flow.steps.map((step) => `${flow.key}/${step.key}`)));

/** Keys, targets and unsupported parts of one bot. */
export function checkBot(bot: FunnelBot, path: Path, findings: Findings): void {
  const steps = stepPaths(bot);
  checkKeys(bot.fields, [...path, 'fields'], findings);
  checkKeys(bot.tags, [...path, 'tags'], findings);
  checkKeys(bot.webhooks, [...path, 'webhooks'], findings);
  checkKeys(bot.flows, [...path, 'flows'], findings);
  bot.flows?.forEach((flow, f) => {
    const flowPath = [...path, 'flows', f, 'steps'];
    checkKeys(flow.steps, flowPath, findings);
    const exists = (reference: string): boolean =>
      steps.has(reference.includes('/') ? reference : `${flow.key}/${reference}`);
    flow.steps.forEach((step, s) => {
      checkStep(step, [...flowPath, s], exists, findings);
    });
  });
  if (bot.start !== undefined && !steps.has(bot.start)) {
    findings.errors.push({ path: [...path, 'start'], reason: `there is no step ${bot.start}` });
  }
  checkActions(bot.organicActions, [...path, 'organicActions'], steps, findings);
  checkSettings(bot, path, findings);
}

function checkSettings(bot: FunnelBot, path: Path, findings: Findings): void {
  if (bot.channel === 'telegram' && bot.token === undefined) {
    const reason = `${notSupported('a Telegram bot without a token')}; write token: \${FUNNEL_...}, or channel: simulator`;
    findings.errors.push({ path: [...path, 'channel'], reason });
  }
  if (Object.keys(bot.globalPushes ?? {}).length > 0) {
    findings.errors.push({ path: [...path, 'globalPushes'], reason: notSupported('pushes') });
  }
  for (const key of ['ai', 'recognition', 'quietHours', 'maxMessagesPerDay'] as const) {
    if (bot[key] === undefined) continue;
    findings.warnings.push({ path: [...path, key], reason: 'is kept and has no effect in this version' });
  }
}

/** Rules whose step is not there, and conditions, which no rule has yet. */
export function checkActions(
  actions: readonly AutoAction[] | undefined,
  path: Path,
  steps: ReadonlySet<string> | null,
  findings: Findings,
): void {
  actions?.forEach((action, index) => {
    if (action.when !== undefined) {
      findings.errors.push({ path: [...path, index, 'when'], reason: notSupported('conditions of rules') });
    }
    if (action.move !== undefined && steps && !steps.has(action.move)) {
      findings.errors.push({ path: [...path, index, 'move'], reason: `there is no step ${action.move}` });
    }
  });
}
