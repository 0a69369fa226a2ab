import { type FieldValue, parseFieldValue, type SetFields } from '../../flow/flow.ts';
import { renderText } from '../../macro/macro.ts';
import type { CompiledStep } from '../script.ts';
import { macroData, setFields, type Walk, warn } from '../walk.ts';
import { macroWarner } from '../warning.ts';
import { done, type StepResult } from './result.ts';

/** Writes custom fields; a value that does not fit its field's type is left out with a warning. */
export function doSetFields(walk: Walk, step: CompiledStep, shape: SetFields): StepResult {
  const data = macroData(walk);
  const set: Record<string, FieldValue | null> = {};
  for (const [key, written] of Object.entries(shape.fields)) {
    const template = step.templates.get(String(written));
    const text = template ? renderText(template, data, macroWarner(walk, step)) : String(written);
    const value = parseFieldValue(walk.script.fields.get(key) ?? { key, type: 'text' }, text);
    if (value.ok) set[key] = value.value;
    else warn(walk, 'badFieldValue', `fields.${key} ${value.reason}`);
    if (value.ok && !walk.script.fields.has(key)) walk.newFields.push(key);
  }
  setFields(walk, set);
  return done;
}
