import type { MessageShape, PushShape, Step } from '../flow/flow.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';

/** The first place of a bot for which its AI is asked, null when there is none. */
export function usesAi(bot: FunnelBot): Path | null {
  for (const [f, flow] of (bot.flows ?? []).entries()) {
    for (const [s, step] of flow.steps.entries()) {
      const place = inStep(step);
      if (place) return ['flows', f, 'steps', s, ...place];
    }
  }
  for (const [flow, pushes] of Object.entries(bot.globalPushes ?? {})) {
    const place = inPushes(pushes);
    if (place) return ['globalPushes', flow, ...place];
  }
  const recognised = Object.entries(bot.recognition ?? {}).find(([, what]) => what === 'recognise');
  return recognised ? ['recognition', recognised[0]] : null;
}

function inStep(step: Step): Path | null {
  if (step.kind === 'aiReply') return ['kind'];
  const pushed = inPushes(step.pushes ?? []);
  if (pushed) return ['pushes', ...pushed];
  if (step.kind !== 'sendMessage') return null;
  const written = step.messages.findIndex(isPrompt);
  return written < 0 ? null : ['messages', written, 'prompt'];
}

function inPushes(pushes: readonly PushShape[]): Path | null {
  const asked = pushes.findIndex(({ prompt, message }) => prompt !== undefined || isPrompt(message));
  if (asked < 0) return null;
  return pushes[asked]?.prompt === undefined ? [asked, 'message', 'prompt'] : [asked, 'prompt'];
}

const isPrompt = (message: MessageShape | undefined): boolean => message?.prompt !== undefined;
