/** Macros in what an operator writes, filled in for the lead that it goes to. */
import { type MacroData, parseTemplate, renderText, type Template } from '../macro/macro.ts';
import { type Connection, type DialogRecord, readBotTexts } from '../store/store.ts';

/**
 * The text as the lead will read it, with the names of macros that have no value. A text without `{{` stays as
 * it is and costs nothing.
 */
export async function fillMacros(
  database: Connection,
  dialog: DialogRecord,
  text: string,
): Promise<{ text: string; warnings: string[] }> {
  if (!text.includes('{{')) return { text, warnings: [] };
  const bot = await readBotTexts(database, dialog.botId);
  const warnings = new Set<string>();
  const filled = renderText(parseTemplate(text, 'message'), dataOf(dialog, bot), ({ macro }) =>
    warnings.add(macro),
  );
  return { text: filled, warnings: [...warnings] };
}

function dataOf(
  dialog: DialogRecord,
  bot: { timezone: string; variables: Record<string, string> },
): MacroData {
  const { chatId, username, name, createdAt, step, stepId, flow, status, fields, tracker, clickid } = dialog;
  const variables = new Map<string, Template>(
    Object.entries(bot.variables).map(([key, value]) => [key, parseTemplate(value, 'message')]),
  );
  const [event = null] = dialog.events;
  return {
    ...{ chatId, username, name, createdAt, status, fields, variables },
    ...{ stepKey: step ?? '', stepId: stepId ?? '', flowKey: flow ?? '', timezone: bot.timezone },
    tracker: clickid === null ? tracker : { ...tracker, clickid },
    event: event && { name: event.name, cost: event.cost, currency: event.currency, tid: event.tid },
  };
}
