/** A text with macros as a lead would read it. */
import type { ApiDialog } from '../../src/api/contract.ts';
import { type MacroData, parseTemplate, renderText } from '../../src/macro/macro.ts';
import { type MacroSource, sampleData } from '../parts/macroNames.ts';

/** `missing`: the macros that have no value, or no meaning at all. */
export type Rendered = { text: string; missing: string[] };

/** For this dialog, or for the sample lead (null). */
export function renderFor(
  source: string,
  known: MacroSource,
  timezone: string,
  dialog: ApiDialog | null,
): Rendered {
  const missing = new Set<string>();
  const sample = sampleData(known, timezone);
  const data = dialog ? { ...sample, ...dataOf(dialog) } : sample;
  const text = renderText(parseTemplate(source, 'message'), data, ({ macro }) => missing.add(macro));
  return { text, missing: [...missing] };
}

function dataOf(dialog: ApiDialog): Omit<MacroData, 'timezone' | 'variables'> {
  const { chatId, username, name, createdAt, status, flow, step, fields, tracker, events } = dialog;
  const last = events[0];
  return {
    ...{ chatId, username, name, createdAt: Date.parse(createdAt), status, fields, tracker },
    ...{ flowKey: flow ?? '', stepKey: step?.key ?? '', stepId: step?.id ?? '' },
    event: last ? { name: last.name, cost: last.cost, currency: last.currency, tid: last.tid } : null,
  };
}
