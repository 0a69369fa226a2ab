/** Buttons under our messages, and what pressing one does. */
import { runWithoutMoving } from './enter.ts';
import { moveTo } from './move.ts';
import { findStep } from './script.ts';
import { findButton } from './step/sendMessage.ts';
import { effectKey, type Walk, warn } from './walk.ts';

function findPressed(walk: Walk, id: string) {
  const at = id.indexOf(':');
  const step = walk.script.stepsById.get(id.slice(0, at));
  const button = step ? findButton(step, id.slice(at + 1)) : null;
  return step && button ? { step, button } : null;
}

export const buttonLabel = (walk: Walk, id: string): string =>
  findPressed(walk, id)?.button.text ?? id.slice(0, 64);

/** Whatever pressing leads to: a button that is not answered goes on showing that it waits. */
export function answerPress(walk: Walk, queryId: string): void {
  walk.effects.push({ kind: 'answerPress', key: effectKey(walk), queryId, notBefore: walk.facts.now });
}

/** *Go to step* moves like any mover; *run step* does the step's work where the dialog stands. */
export function onPress(walk: Walk, id: string): void {
  const pressed = findPressed(walk, id);
  const reference = pressed?.button.goto ?? pressed?.button.run;
  if (!pressed || reference === undefined) {
    return warn(walk, 'missingButton', 'the button that was pressed is no longer in the flow');
  }
  const target = findStep(walk.script, reference, pressed.step.flow);
  if (!target) return warn(walk, 'missingStep', `the button leads to ${reference}, which does not exist`);
  const { status } = walk.dialog;
  if (status === 'manual' || status === 'blocked' || status === 'stopped') {
    walk.entries.push({ kind: 'ignored', reason: `automation does not run while the dialog is ${status}` });
    return;
  }
  if (pressed.button.goto) moveTo(walk, target, null, 'button');
  else runWithoutMoving(walk, target);
}
