import type { z } from 'zod';
import { type ParameterError, RefusalError, refuse } from '../base/refusal.ts';
import { type EventReport, parseAmount, parseCurrency, parseEventName } from '../event/event.ts';
import type { operatorEvent } from './contract.ts';

/** An operator's event; throws `invalid_parameter` naming everything that is wrong with it. */
export function readEvent(body: z.infer<typeof operatorEvent>): EventReport {
  const parameters: ParameterError[] = [];
  const name = parseEventName(body.name);
  if (!name.ok) parameters.push({ name: 'name', reason: name.reason });
  const cost = body.cost === undefined ? null : parseAmount(String(body.cost));
  if (cost && !cost.ok) parameters.push({ name: 'cost', reason: cost.reason });
  const currency = parseCurrency(body.currency ?? 'USD');
  if (!currency.ok) parameters.push({ name: 'currency', reason: currency.reason });
  const tid = body.tid?.trim() || null;
  if (!name.ok || !currency.ok || (cost && !cost.ok)) {
    throw new RefusalError(refuse('invalid_parameter', { parameters }));
  }
  return {
    name: name.value,
    receivedName: body.name,
    cost: cost?.value ?? null,
    currency: currency.value,
    tid,
  };
}
