import type { SendWebhook } from '../../flow/flow.ts';
import { renderForm, renderHeader, renderJson, renderText, renderUrl } from '../../macro/macro.ts';
import { noteCall } from '../loop.ts';
import type { CompiledStep } from '../script.ts';
import { effectKey, macroData, type Walk, warn } from '../walk.ts';
import { macroWarner } from '../warning.ts';
import { done, type StepResult } from './result.ts';

/** Asks for a call to an outside URL; goes on at once, or waits for the answer when `wait` says so. */
export function doSendWebhook(walk: Walk, step: CompiledStep, shape: SendWebhook): StepResult {
  const data = macroData(walk);
  const onWarning = macroWarner(walk, step);
  const template = step.templates.get(shape.url);
  const url = template
    ? renderUrl(template, data, onWarning)
    : ({ ok: false, reason: 'it is empty' } as const);
  if (!url.ok) {
    warn(walk, 'webhookUrl', `the URL of ${step.flow}/${step.key} cannot be called: ${url.reason}`);
    return afterAnswer(shape, false);
  }
  const method = shape.method ?? 'GET';
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(shape.headers ?? {})) {
    const header = step.templates.get(value);
    headers[name] = header ? renderHeader(header, data, onWarning) : value;
  }
  walk.effects.push({
    kind: 'webhook',
    key: effectKey(walk),
    method,
    url: url.value,
    headers,
    body: renderBody(step, shape, headers, data, onWarning),
    secretOfStep: shape.secret ? step.id : null,
    save: shape.save ?? {},
    wait: shape.wait ?? false,
    stepVisit: walk.dialog.state.visit,
    notBefore: walk.facts.now,
  });
  noteCall(walk);
  walk.entries.push({ kind: 'request', method, url: url.value });
  return shape.wait ? { then: 'awaitAnswer' } : done;
}

function renderBody(
  step: CompiledStep,
  shape: SendWebhook,
  headers: Record<string, string>,
  data: Parameters<typeof renderText>[1],
  onWarning: Parameters<typeof renderText>[2],
): string {
  const template = shape.body ? step.templates.get(shape.body) : undefined;
  if (!template) return '';
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (named.includes('x-www-form-urlencoded')) return renderForm(template, data, onWarning);
  const isJson = named ? named.includes('json') : /^\s*[{[]/.test(shape.body ?? '');
  return isJson ? renderJson(template, data, onWarning) : renderText(template, data, onWarning);
}

/** Where the answer leads: the branch if it is drawn, else the step's own end. */
export function afterAnswer(shape: SendWebhook, ok: boolean): StepResult {
  const branch = ok ? shape.ok : shape.failed;
  return branch ? { then: 'go', to: branch, by: 'flow' } : done;
}
