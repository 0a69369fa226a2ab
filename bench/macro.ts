/** Renders per second of a text with three macros, plain and as a message, next to baselines of the same run. */
import { performance } from 'node:perf_hooks';
import { type MacroData, parseTemplate, renderFormatted, renderText } from '../src/macro/macro.ts';

export type MacroFigures = {
  job: 'macro';
  rendersPerSecond: number;
  /** The same text as a message, without marks and with two. */
  messagesPerSecond: number;
  markedMessagesPerSecond: number;
  /** The same text by `String.replace` with a look-up, and by bare concatenation in code. */
  baseline: { replacesPerSecond: number; concatenationsPerSecond: number };
};

const source = 'Hello, {{name}}! Your ID is {{fields.user_id}}, ref {{tracker.clickid}}.';
const marked = 'Hello, <b>{{name}}</b>! Your ID is <code>{{fields.user_id}}</code>, ref {{tracker.clickid}}.';

const leads: readonly MacroData[] = Array.from({ length: 64 }, (_, index) => ({
  chatId: 1_227_280 + index,
  username: `lead${index}`,
  name: index % 2 ? `Иван ${index}` : `John ${index}`,
  createdAt: 1_710_092_972_806,
  stepKey: 'REG',
  stepId: '046050f6-38f6-4b18-b9fa-e6582f5352d0',
  flowKey: 'FD',
  status: 'auto',
  timezone: 'UTC',
  fields: { user_id: `${100_000 + index}`, country: 'Brazil' },
  tracker: { clickid: `test${index}`, ad_name: 'test' },
  variables: new Map(),
  event: null,
}));

/** Takes about 3 s: five measurements of 0.5 s, each after a warm-up. */
export async function run(): Promise<MacroFigures> {
  const template = parseTemplate(source, 'message');
  const markedTemplate = parseTemplate(marked, 'message');
  const silent = (): void => {};
  return {
    job: 'macro',
    rendersPerSecond: perSecond((lead) => renderText(template, lead, silent)),
    messagesPerSecond: perSecond((lead) => renderFormatted(template, lead, silent).text),
    markedMessagesPerSecond: perSecond((lead) => renderFormatted(markedTemplate, lead, silent).text),
    baseline: { replacesPerSecond: perSecond(replace), concatenationsPerSecond: perSecond(concatenate) },
  };
}

const concatenate = (lead: MacroData): string =>
  `Hello, ${lead.name}! Your ID is ${lead.fields.user_id}, ref ${lead.tracker.clickid}.`;

const replace = (lead: MacroData): string =>
  source.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => {
    if (name === 'name') return lead.name;
    const key = name.slice(name.indexOf('.') + 1);
    return String(name.startsWith('fields.') ? lead.fields[key] : lead.tracker[key]);
  });

function perSecond(render: (lead: MacroData) => string): number {
  measure(render, 150);
  return measure(render, 500);
}

function measure(render: (lead: MacroData) => string, milliseconds: number): number {
  const start = performance.now();
  let rounds = 0;
  let signs = 0;
  let now = start;
  do {
    for (let turn = 0; turn < 100; turn++) {
      for (const lead of leads) {
        // Reading a sign makes V8 join the pieces, as sending the text would.
        signs += render(lead).charCodeAt(20);
      }
    }
    rounds++;
    now = performance.now();
  } while (now - start < milliseconds);
  if (signs === 0) throw new Error('nothing was rendered');
  return Math.round((rounds * 100 * leads.length * 1000) / (now - start));
}

if (import.meta.main) {
  const { rendersPerSecond, messagesPerSecond, markedMessagesPerSecond, baseline } = await run();
  const { replacesPerSecond, concatenationsPerSecond } = baseline;
  console.log(
    `macro: ${rendersPerSecond} renders/s, as a message ${messagesPerSecond}/s, ` +
      `with two marks ${markedMessagesPerSecond}/s; String.replace ${replacesPerSecond}/s ` +
      `(x${(rendersPerSecond / replacesPerSecond).toFixed(2)}), concatenation ${concatenationsPerSecond}/s ` +
      `(x${(rendersPerSecond / concatenationsPerSecond).toFixed(2)})`,
  );
}
