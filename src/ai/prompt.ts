/** The prompts of every task: the owner's texts above, the lead's words fenced below. Pure. */
import type { Instant } from '../base/instant.ts';
import type { AiEffect, AiTask } from '../effect/effect.ts';
import type { AiDecision } from '../signal/signal.ts';
import type { AiLead } from '../store/store.ts';
import { leadSlots } from './describeLead.ts';
import { quoted, withoutFences, withoutImitations } from './fence.ts';
import { fillSlots, type PromptTexts } from './promptTexts.ts';

/** What is sent as the system's and as the user's part. */
export type Prompt = { system: string; user: string };

export type TurnTask = Extract<AiTask, { of: 'turn' }>;
export type WriteTask = Extract<AiTask, { of: 'write' }>;

/** Who asks about whom; `now` is the bot's own time. */
export type PromptContext = { texts: PromptTexts; job: AiEffect; lead: AiLead; now: Instant };

/** Macros may have put a lead's megabytes into an owner's text. */
const mostOwnerText = 32_000;

/** Asks for a decision; `schema` is written into the prompt for an endpoint that takes none beside it. */
export function decidePrompt(context: PromptContext, task: TurnTask, schema: object | null): Prompt {
  const { requirement, mayBeMet, branches, writes } = task;
  const listed = branches.map(({ title, when }) => `- ${quoted(title, 200)}: ${ownerText(when)}`);
  const fields = writes.map(({ key, name, type, options }) => {
    const choice = options.length > 0 ? `, one of ${options.map((one) => quoted(one, 200)).join(', ')}` : '';
    return `- ${quoted(key, 100)}: ${quoted(name, 200)} (${type}${choice})`;
  });
  return assemble(context, context.texts.decide, {
    requirement: ownerText(requirement ?? ''),
    contradicted: requirement !== null && !mayBeMet ? 'yes' : '',
    noRequirement: requirement === null ? 'yes' : '',
    branches: listed.join('\n'),
    fields: fields.join('\n'),
    schema: schema === null ? '' : JSON.stringify(schema),
  });
}

/** Asks for the reply that follows a decision; `correction` says why the draft before was refused. */
export function replyPrompt(
  context: PromptContext,
  decision: Pick<AiDecision, 'requirementMet' | 'branch'>,
  correction: string | null,
): Prompt {
  return assemble(context, context.texts.reply, {
    met: decision.requirementMet ? 'yes' : '',
    branch: decision.branch === null ? '' : quoted(decision.branch, 200),
    correction: correction ?? '',
  });
}

export const writePrompt = (context: PromptContext, task: WriteTask, correction: string | null): Prompt =>
  assemble(context, context.texts.write, {
    prompt: ownerText(task.prompt),
    push: task.push ? 'yes' : '',
    correction: correction ?? '',
  });

/** For a picture that goes with it. */
export const recognisePrompt = (context: PromptContext): Prompt =>
  assemble(context, context.texts.recognise, {});

/** For an operator: no lead, no owner's texts, only the words to be translated. */
export function translatePrompt(texts: PromptTexts, text: string, language: string): Prompt {
  const system = [texts.disclosure, texts.rules, fillSlots(texts.translate, { language })].join('\n\n');
  return { system, user: `<conversation>\n${withoutFences(text)}\n</conversation>` };
}

function assemble({ texts, job, lead, now }: PromptContext, doNow: string, slots: Record<string, string>) {
  const owner = fillSlots(texts.owner, ownerSlots(job));
  const system = [texts.disclosure, texts.rules, owner, fillSlots(doNow, slots)].join('\n\n');
  return { system, user: fillSlots(texts.lead, leadSlots(lead, now)) };
}

const ownerSlots = ({ legend, restrictions, stepLegend, extra, task }: AiEffect): Record<string, string> => ({
  legend: ownerText(legend),
  restrictions: ownerText(restrictions),
  goal: task.of === 'turn' ? ownerText(task.goal) : '',
  stepLegend: ownerText(stepLegend),
  extra: ownerText(extra),
});

const ownerText = (text: string): string => withoutImitations(text.slice(0, mostOwnerText)).trim();
