import type { JournalRecord } from '../store/store.ts';
import type { ApiProcessed } from './contract.ts';
import type { Applied } from './ports.ts';

type Entries = JournalRecord['document']['entries'];

/** What processing a request has done, read from the journal row that it left. */
export function processedFrom({ document }: JournalRecord, applied: Applied): ApiProcessed {
  const { entries } = document;
  const event = ofKind(entries, 'event').at(0);
  const rule = ofKind(entries, 'rule').at(0);
  const fields = ofKind(entries, 'fields').map(({ set }) => set);
  return {
    dryRun: false,
    outcome: applied.outcome,
    reason: applied.reason,
    warnings: document.warnings,
    dialogId: applied.dialogId,
    event: event
      ? {
          name: event.name,
          receivedName: event.receivedName,
          ordinal: event.ordinal,
          cost: event.cost,
          currency: event.currency,
          tid: event.tid,
        }
      : null,
    fields: Object.assign({}, ...fields),
    rule: rule
      ? {
          campaign: rule.campaign,
          on: rule.on,
          position: rule.position,
          move: rule.move,
          status: rule.status,
        }
      : null,
    step: ofKind(entries, 'move').at(-1)?.to ?? null,
    status: ofKind(entries, 'status').at(-1)?.to ?? null,
    messages: ofKind(entries, 'sent').map(({ text, buttons }) => ({ text, buttons })),
  };
}

function ofKind<Kind extends Entries[number]['kind']>(entries: Entries, kind: Kind) {
  return entries.filter((entry): entry is Extract<Entries[number], { kind: Kind }> => entry.kind === kind);
}
