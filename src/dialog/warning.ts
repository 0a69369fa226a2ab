import type { MacroWarning } from '../macro/macro.ts';
import type { CompiledStep } from './script.ts';
import { type Walk, warn } from './walk.ts';

const reasons: Record<string, string> = {
  unknown: 'is unknown and was left empty',
  empty: 'has no value for this lead and was left empty',
};

/** Puts what a template could not fill into the dialog's timeline. */
export function macroWarner(walk: Walk, step: CompiledStep): (warning: MacroWarning) => void {
  return ({ macro, reason }) =>
    warn(
      walk,
      'macro',
      `{{${macro}}} in ${step.flow}/${step.key} ${reasons[reason] ?? `could not be filled: ${reason}`}`,
    );
}
