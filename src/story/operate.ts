/** What an operator does by hand. */
import { type EventReport, parseAmount, parseCurrency, parseEventName } from '../event/event.ts';
import type { OperatorSignal } from '../signal/signal.ts';
import { readChange } from '../webhook/webhook.ts';
import { CannotGoOn } from './cannotGoOn.ts';
import { happen, settle } from './carry.ts';
import { changeParameters } from './outsideCall.ts';
import { dialogOf, fill, type Lead, type Playing, say, type Work } from './playing.ts';
import type { Act } from './storyShape.ts';

type OperatorAct = NonNullable<Act['operator']>;

/** A change first, then an event, then words. */
export function* operate(playing: Playing, lead: Lead, act: OperatorAct): Work {
  yield* settle(playing);
  for (const action of actionsOf(playing, lead, act)) {
    const dialog = dialogOf(playing, lead);
    if (!dialog) throw new CannotGoOn('the lead has not written yet: there is no dialog', ['operator']);
    if (action.did !== 'wrote') say(playing, 'act', `operator: ${JSON.stringify(act)}`);
    const signal: OperatorSignal = {
      kind: 'operator',
      at: playing.world.now,
      dialogId: dialog.id,
      by: 'operator',
      action,
    };
    yield* happen(playing, signal);
  }
}

function actionsOf(playing: Playing, lead: Lead, act: OperatorAct): OperatorSignal['action'][] {
  const { says, event, manager } = act;
  const actions: OperatorSignal['action'][] = [];
  const parameters = changeParameters(act);
  if (parameters.size > 0 || manager !== undefined) {
    parameters.set('chatId', String(lead.chatId));
    const read = readChange(parameters, playing.bot, { key: 'operator' });
    if (!read.ok) {
      const reason = read.reason.map((one) => `${one.name} ${one.reason}`).join('; ');
      throw new CannotGoOn(`the operator cannot do this: ${reason}`, ['operator']);
    }
    const { change, newFields } = read.value;
    const named = manager === undefined ? change : { ...change, manager: manager ?? '' };
    actions.push({ did: 'change', change: named, newFields });
  }
  if (event !== undefined) actions.push({ did: 'sentEvent', event: reportOf(event) });
  if (says !== undefined) actions.push({ did: 'wrote', text: fill(says, lead, dialogOf(playing, lead)) });
  if (actions.length === 0) throw new CannotGoOn('the operator does nothing', ['operator']);
  return actions;
}

function reportOf(written: NonNullable<OperatorAct['event']>): EventReport {
  const { name: event, cost, currency, tid } = typeof written === 'string' ? { name: written } : written;
  const name = parseEventName(event);
  const amount = cost === undefined ? null : parseAmount(String(cost));
  const unit = parseCurrency(currency ?? 'USD');
  if (!name.ok) throw new CannotGoOn(`the event's name ${name.reason}`, ['operator', 'event']);
  if (amount && !amount.ok) throw new CannotGoOn(`cost ${amount.reason}`, ['operator', 'event', 'cost']);
  if (!unit.ok) throw new CannotGoOn(`currency ${unit.reason}`, ['operator', 'event', 'currency']);
  return {
    name: name.value,
    receivedName: event,
    cost: amount?.value ?? null,
    currency: unit.value,
    tid: tid === undefined ? null : String(tid),
  };
}
