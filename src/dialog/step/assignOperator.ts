import type { AssignOperator } from '../../flow/flow.ts';
import { pickByPercent } from '../chance.ts';
import type { Walk } from '../walk.ts';
import { done, type StepResult } from './result.ts';

/** Makes one of the operators the dialog's manager, by percent, or removes whoever is. */
export function doAssignOperator(walk: Walk, shape: AssignOperator): StepResult {
  const manager = shape.remove ? null : (pickByPercent(walk, shape.assign ?? [])?.operator ?? null);
  if (manager === walk.dialog.manager) return done;
  if (manager === null && !shape.remove) return done;
  walk.dialog.manager = manager;
  walk.entries.push({ kind: 'manager', manager });
  return done;
}
