import type { ChangeFlow } from '../../flow/flow.ts';
import { cancelMessages, type Walk } from '../walk.ts';
import type { StepResult } from './result.ts';

/**
 * A move like any other: what earlier turns have not sent yet is taken back. What the steps just
 * before it said in this same turn stays, or a flow would swallow its own words.
 */
export function doChangeFlow(walk: Walk, shape: ChangeFlow): StepResult {
  const { lastSendAt } = walk.dialog.state;
  cancelMessages(walk);
  if (walk.effects.some((effect, n) => n >= walk.mark && effect.kind === 'message')) {
    walk.dialog.state.lastSendAt = lastSendAt;
  }
  return { then: 'go', to: shape.to, by: 'changeFlow' };
}
