import type { ChangeTags } from '../../flow/flow.ts';
import { changeTags, type Walk } from '../walk.ts';
import { done, type StepResult } from './result.ts';

export function doChangeTags(walk: Walk, shape: ChangeTags): StepResult {
  changeTags(walk, shape.assign ?? [], shape.remove ?? []);
  return done;
}
