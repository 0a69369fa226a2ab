import { eventIdentity, parseAmount, parseCurrency } from '../../event/event.ts';
import type { SendTrackerEvent } from '../../flow/flow.ts';
import { renderText } from '../../macro/macro.ts';
import { recordEvent } from '../recordEvent.ts';
import type { CompiledStep } from '../script.ts';
import { macroData, type Walk, warn } from '../walk.ts';
import { macroWarner } from '../warning.ts';
import { done, type StepResult } from './result.ts';

/** Records an event as if a postback had brought it; an auto action may move the dialog away. */
export function doSendTrackerEvent(walk: Walk, step: CompiledStep, shape: SendTrackerEvent): StepResult {
  const data = macroData(walk);
  const fill = (text: string | undefined): string => {
    const template = text ? step.templates.get(text) : undefined;
    return template ? renderText(template, data, macroWarner(walk, step)).trim() : '';
  };
  const amount = fill(shape.cost);
  const cost = amount ? parseAmount(amount) : null;
  if (cost && !cost.ok) warn(walk, 'badAmount', `the cost of ${step.flow}/${step.key} ${cost.reason}`);
  const currency = parseCurrency(fill(shape.currency) || 'USD');
  const report = {
    name: shape.event,
    receivedName: shape.event,
    cost: cost?.ok ? cost.value : null,
    currency: currency.ok ? currency.value : 'USD',
    tid: fill(shape.tid) || null,
  };
  const identity = identityIn(walk, report.name, report.tid);
  recordEvent(walk, report, {
    at: walk.facts.now,
    identity,
    known: identity !== null && (walk.facts.isKnown?.(identity) ?? false),
    fingerprint: null,
    repeatWindowMs: 0,
  });
  return done;
}

/** Identity of an event that did not come by postback; an untracked lead counts by its dialog. */
export function identityIn(walk: Walk, event: string, tid: string | null): string | null {
  const clickid = walk.dialog.clickid ?? `dialog:${walk.dialog.id}`;
  return eventIdentity({ companyId: walk.script.companyId, clickid, event, tid });
}
