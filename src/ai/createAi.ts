/** The carrier of AI tasks: prompt, calls, checks, and a result that is safe to act on or a failure. */
import type { JSONSchema7 } from 'ai';
import { fail, ok, type Result } from '../base/result.ts';
import type { AiEffect } from '../effect/effect.ts';
import type { AiResult } from '../signal/signal.ts';
import type { AiLead, AiUse } from '../store/store.ts';
import { askModel, type Format, type Line, type Question } from './askModel.ts';
import { checkReply, type ReplyFacts } from './checkReply.ts';
import { decisionSchema, readDecision } from './decision.ts';
import type { AiEndpoint } from './endpoint.ts';
import { withoutThoughts } from './findJson.ts';
import { hiddenSigns } from './hiddenSigns.ts';
import { startMeter } from './meter.ts';
import type { Way } from './post.ts';
import * as prompts from './prompt.ts';
import { type PromptTexts, readPromptTexts } from './promptTexts.ts';
import { withoutQuotes } from './repeatsText.ts';
import { transcribe } from './transcribe.ts';

/** A file that a lead has sent; `type` is its media type. */
export type MediaFile = { bytes: Uint8Array; type: string };

export type AiOptions = {
  /** The guarded way out to endpoints that an owner or the administrator has named. */
  wayTo(named: AiEndpoint['named']): Way;
  now: () => number;
  version: string;
  /** The media of a `recognise` task, null when they are gone. */
  readMedia(job: AiEffect, lead: AiLead): Promise<MediaFile | null>;
  /** One call at most, a task at most; in milliseconds. */
  callMs?: number;
  taskMs?: number;
};

/** What a task came to and what it cost. */
export type AiReport = { result: AiResult; tokens: AiUse; model: string; durationMs: number };

export type Translated = { result: Result<string, string>; tokens: AiUse };

export type Ai = {
  /**
   * Carries one task out; never throws for what an endpoint does. Ends within `taskMs` (45 s), or at once with
   * a failure when `signal` is aborted.
   */
  run(job: AiEffect, lead: AiLead, endpoint: AiEndpoint, signal: AbortSignal): Promise<AiReport>;
  /** Into a language by its English name, for an operator. */
  translate(text: string, language: string, endpoint: AiEndpoint, signal: AbortSignal): Promise<Translated>;
};

const limits = { tries: 2, answerBytes: 256 * 1024 };
const mostRecognisedLength = 4096;
const mostTranslationLength = 20_000;

/** `wayTo` and `readMedia` come from other rooms; the prompt's files are read here, once. */
export function createAi(options: AiOptions): Ai {
  const { callMs = 20_000, taskMs = 45_000 } = options;
  const texts = readPromptTexts();
  const formats = new Map<string, Format>();
  const open = (endpoint: AiEndpoint, signal: AbortSignal): Line => ({
    endpoint,
    way: options.wayTo(endpoint.named),
    signal: AbortSignal.any([signal, AbortSignal.timeout(taskMs)]),
    meter: startMeter(),
    version: options.version,
    limits: { ...limits, callMs },
    formats,
  });
  return {
    async run(job, lead, endpoint, signal) {
      const startedAt = performance.now();
      const line = open(endpoint, signal);
      const context = { texts, job, lead, now: options.now() + lead.bot.clockOffsetMs };
      const outcome = await carryOut(line, context, options);
      const { of } = job.task;
      const result: AiResult = outcome.ok
        ? outcome.value
        : { ok: false, of, why: 'failed', reason: outcome.reason };
      const durationMs = Math.round(performance.now() - startedAt);
      return { result, tokens: line.meter.use, model: modelsOf(endpoint, job), durationMs };
    },
    async translate(text, language, endpoint, signal) {
      const line = open(endpoint, signal);
      const prompt = prompts.translatePrompt(texts, text, language);
      const question: Question = { model: endpoint.replyModel, prompt: () => prompt, schema: null };
      const result = await askModel(line, question, (answer) => readNote(answer, mostTranslationLength));
      return { result, tokens: line.meter.use };
    },
  };
}

const modelsOf = ({ decideModel, replyModel }: AiEndpoint, { task }: AiEffect): string =>
  task.of !== 'turn' || decideModel === replyModel ? replyModel : `${decideModel}, ${replyModel}`;

type Outcome = Promise<Result<AiResult, string>>;

function carryOut(line: Line, context: prompts.PromptContext, { readMedia }: AiOptions): Outcome {
  const { task } = context.job;
  switch (task.of) {
    case 'turn':
      return takeTurn(line, context, task);
    case 'write':
      return writeMessage(line, context, task);
    case 'recognise':
      return recognise(line, context, readMedia);
  }
}

/** Decides, and replies unless the decision leads to something that is there already. */
async function takeTurn(line: Line, context: prompts.PromptContext, task: prompts.TurnTask): Outcome {
  const schema: JSONSchema7 = decisionSchema(task);
  const question: Question = {
    model: line.endpoint.decideModel,
    prompt: (format) => prompts.decidePrompt(context, task, format === 'schema' ? null : schema),
    schema,
  };
  const decided = await askModel(line, question, (text) => readDecision(task, text));
  if (!decided.ok) return decided;
  const decision = decided.value;
  const met = decision.requirementMet && task.mayBeMet;
  const branch = task.branches.find(({ title }) => title === decision.branch);
  const replies = branch ? branch.replies : !(met && task.skipReplyWhenMet);
  if (!replies) return ok({ ok: true, of: 'turn', decision, reply: null });
  const next = { requirementMet: met, branch: decision.branch };
  const reply = await say(line, context, (correction) => prompts.replyPrompt(context, next, correction));
  return reply.ok ? ok({ ok: true, of: 'turn', decision, reply: reply.value }) : reply;
}

async function writeMessage(line: Line, context: prompts.PromptContext, task: prompts.WriteTask): Outcome {
  const text = await say(line, context, (correction) => prompts.writePrompt(context, task, correction));
  return text.ok ? ok({ ok: true, of: 'write', text: text.value }) : text;
}

/** Words for the lead, checked; a draft that is refused gets one correction. */
async function say(
  line: Line,
  context: prompts.PromptContext,
  promptFor: (correction: string | null) => prompts.Prompt,
): Promise<Result<string, string>> {
  const facts = factsOf(context);
  const draft = async (correction: string | null) => {
    const prompt = promptFor(correction);
    const question: Question = { model: line.endpoint.replyModel, prompt: () => prompt, schema: null };
    const answer = await askModel(line, question, ok);
    return answer.ok ? checkReply(answer.value, facts) : fail({ reason: answer.reason, correction: null });
  };
  const first = await draft(null);
  if (first.ok) return first;
  if (first.reason.correction === null) return fail(first.reason.reason);
  const second = await draft(first.reason.correction);
  return second.ok ? second : fail(second.reason.reason);
}

/** Our rules, and what the owner tells the AI but not the lead; the legend holds what may be told. */
function factsOf({ texts, job, lead }: prompts.PromptContext): ReplyFacts {
  const { task, restrictions, extra } = job;
  const ofTask = task.of === 'turn' ? [withoutQuotes(task.goal), task.requirement ?? ''] : [];
  return {
    events: lead.events,
    asked: lead.messages.findLast(({ direction }) => direction === 'in')?.text ?? '',
    secrets: [...ourTexts(texts), restrictions, withoutQuotes(extra), ...ofTask],
  };
}

const ourTexts = ({ disclosure, rules, decide, reply, write }: PromptTexts): string[] => [
  disclosure,
  rules,
  decide,
  reply,
  write,
];

async function recognise(
  line: Line,
  context: prompts.PromptContext,
  readMedia: AiOptions['readMedia'],
): Outcome {
  const file = await readMedia(context.job, context.lead);
  if (!file) return fail('the file is not there any more');
  const text = await recogniseFile(line, context, file);
  return text.ok ? ok({ ok: true, of: 'recognise', text: text.value }) : text;
}

async function recogniseFile(
  line: Line,
  context: prompts.PromptContext,
  file: MediaFile,
): Promise<Result<string, string>> {
  if (/^(?:audio|video)\//.test(file.type)) {
    const words = await transcribe(line, file);
    return words.ok ? readNote(words.value, mostRecognisedLength) : words;
  }
  if (!file.type.startsWith('image/')) return fail('files of this kind cannot be recognised');
  const prompt = prompts.recognisePrompt(context);
  const question: Question = {
    model: line.endpoint.replyModel,
    prompt: () => prompt,
    schema: null,
    picture: file,
  };
  return askModel(line, question, (text) => readNote(text, mostRecognisedLength));
}

/** Text for the history or an operator: clean, cut, and not nothing. */
function readNote(text: string, most: number): Result<string, string> {
  const clean = withoutThoughts(text).toWellFormed().replace(hiddenSigns, ' ').trim();
  if (clean === '') return fail('the AI gave an empty answer');
  return ok(clean.length > most ? `${clean.slice(0, most - 1).toWellFormed()}…` : clean);
}
