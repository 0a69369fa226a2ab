/** What comes back from the AI: checked, then said or done; or a failure that never leaves the lead alone. */
import type { AiReply, AiReplyBranch } from '../flow/flow.ts';
import { type Formatted, renderFormatted } from '../macro/macro.ts';
import type { AiResult, OutcomeSignal } from '../signal/signal.ts';
import { formattedOf } from './ask.ts';
import { isAutomatic } from './dialogShape.ts';
import { afterWork, continueFrom, currentStep, restAgain, runWithoutMoving, settleOn } from './enter.ts';
import { listens, onReply } from './lead.ts';
import { restartPushes } from './push.ts';
import { type CompiledStep, findStep } from './script.ts';
import { judge, noteBranch, repliesAfter } from './step/aiReply.ts';
import { continueMessages, sendWritten } from './step/sendMessage.ts';
import {
  clearTimer,
  clearTimers,
  macroData,
  marked,
  send,
  setFields,
  setStatus,
  type Walk,
  warn,
} from './walk.ts';

type AiOutcome = Extract<OutcomeSignal['outcome'], { of: 'ai' }>;
type Failure = Extract<AiResult, { ok: false }>;
type ResultOf<Task> = Extract<AiResult, { ok: true; of: Task }> | Failure;

export function onAiAnswer(walk: Walk, outcome: AiOutcome, effectKey: string): void {
  const { result } = outcome;
  switch (result.of) {
    case 'turn':
      return onTurn(walk, outcome, result);
    case 'write':
      return onWritten(walk, outcome, result);
    case 'recognise':
      return onRecognised(walk, outcome, result, effectKey);
  }
}

/** Why an answer is not used any more, or null. */
function tooLate(walk: Walk, outcome: AiOutcome, sameTurn: boolean): string | null {
  const { status, state } = walk.dialog;
  if (!isAutomatic(status)) return `automation does not run while the dialog is ${status}`;
  if (state.visit !== outcome.stepVisit) return 'the dialog has left the step meanwhile';
  return sameTurn && state.aiTurn !== outcome.aiTurn ? 'the lead has written again meanwhile' : null;
}

function isLate(walk: Walk, outcome: AiOutcome, sameTurn: boolean): boolean {
  const reason = tooLate(walk, outcome, sameTurn);
  if (reason === null) return false;
  walk.entries.push({ kind: 'ignored', reason: `an answer of the AI came too late: ${reason}` });
  return true;
}

function onTurn(walk: Walk, outcome: AiOutcome, result: ResultOf<'turn'>): void {
  const step = currentStep(walk);
  if (isLate(walk, outcome, true) || step?.shape.kind !== 'aiReply') return;
  if (walk.dialog.state.phase !== 'awaitingAi') return;
  clearTimer(walk, 'answer');
  if (!result.ok) return failAi(walk, step, result.why, result.reason);
  const judged = judge(walk, step, step.shape, result.decision);
  const { met, branch, refused } = judged;
  walk.entries.push({
    kind: 'decided',
    requirementMet: met,
    branch: branch?.title ?? null,
    refused,
    tokens: outcome.tokens,
  });
  setFields(walk, judged.fields);
  if (met) walk.dialog.state.metVisit = walk.dialog.state.visit;
  if (branch) return takeBranch(walk, step, step.shape, branch, met, result.reply);
  if (!(met && step.shape.skipReplyWhenMet) && !reply(walk, step, result.reply)) return;
  if (met) continueFrom(walk, afterWork(walk, step));
  else talkOn(walk, step);
}

function takeBranch(
  walk: Walk,
  step: CompiledStep,
  shape: AiReply,
  branch: AiReplyBranch,
  met: boolean,
  text: string | null,
): void {
  noteBranch(walk, step, branch);
  const place = `${step.flow}/${step.key}`;
  const index = (shape.branches ?? []).indexOf(branch) + 1;
  const stays = branch.return || !branch.next;
  const to = stays ? place : (branch.next ?? place);
  walk.entries.push({ kind: 'branch', step: place, branch: index, title: branch.title, to });
  if (branch.answer) sendReady(walk, formattedOf(walk, step, branch.answer));
  const target = branch.next ? findStep(walk.script, branch.next, step.flow) : null;
  if (branch.next && !target) {
    warn(walk, 'missingStep', `${place} leads to ${branch.next}, which does not exist`);
  } else if (target && !stays) {
    return continueFrom(walk, { step: target, by: 'ai' });
  } else if (target) {
    const { visit } = walk.dialog.state;
    runWithoutMoving(walk, target);
    // An event that it records may have moved the lead, or handed it over.
    if (walk.dialog.state.visit !== visit) return;
    if (!isAutomatic(walk.dialog.status)) {
      walk.dialog.state.phase = met ? 'delaying' : 'awaitingReply';
      return;
    }
  } else if (repliesAfter(branch) && !reply(walk, step, text)) return;
  if (met) continueFrom(walk, afterWork(walk, step));
  else talkOn(walk, step);
}

/** The conversation goes on with the lead's next message; pushes begin anew behind our own last word. */
function talkOn(walk: Walk, step: CompiledStep): void {
  restAgain(walk);
  restartPushes(walk, step);
}

/** Says no when there was nothing to say: the answer has failed then. */
function reply(walk: Walk, step: CompiledStep, text: string | null): boolean {
  if (text === null || text.trim() === '') {
    failAi(walk, step, 'failed', 'the AI gave no reply');
    return false;
  }
  sendAi(walk, text);
  return true;
}

const russianLine = 'Вам отвечает ИИ-помощник, а не человек.';
const englishLine = 'You are talking to an AI assistant, not a person.';

const sendAi = (walk: Walk, text: string): void => sendLine(walk, withOpening(walk, text), 'ai');

function sendLine(walk: Walk, text: string, by?: 'ai'): void {
  if (text.trim() === '') return;
  send(walk, { automatic: true, text, media: null, buttons: [], pin: false }, 0, by);
}

/** The owner's own words, with their marks. */
function sendReady(walk: Walk, formatted: Formatted): void {
  if (formatted.text.trim() === '') return;
  send(walk, { automatic: true, ...marked(formatted), media: null, buttons: [], pin: false }, 0);
}

/** The AI's words; before the first of them the lead is told who is speaking. */
function withOpening(walk: Walk, text: string): string {
  const { disclosure } = walk.script.ai;
  const { state } = walk.dialog;
  if (disclosure === false || state.disclosed !== undefined) return text;
  state.disclosed = Math.max(walk.facts.now, state.lastSendAt);
  const line = disclosure === true ? (/[а-яё]/i.test(text) ? russianLine : englishLine) : disclosure;
  // Telegram's limit for one message.
  if (line.length + text.length + 2 <= 4096) return `${line}\n\n${text}`;
  sendLine(walk, line);
  return text;
}

function onWritten(walk: Walk, outcome: AiOutcome, result: ResultOf<'write'>): void {
  const step = currentStep(walk);
  const { shape } = step ?? {};
  const message = shape?.kind === 'sendMessage' ? shape.messages[outcome.slot] : undefined;
  const waits = walk.dialog.state.phase === 'awaitingAi' && message?.prompt !== undefined;
  if (isLate(walk, outcome, !waits) || !step) return;
  if (!waits) return onPushWritten(walk, step, outcome.slot, result);
  clearTimer(walk, 'answer');
  if (!result.ok) return failAi(walk, step, result.why, result.reason);
  if (shape?.kind !== 'sendMessage') return;
  const text = withOpening(walk, result.text);
  settleOn(walk, step, continueMessages(walk, step, shape, outcome.slot, text));
}

/** A push that could not be written is left out; the lead is not waiting for it. */
function onPushWritten(walk: Walk, step: CompiledStep, index: number, result: ResultOf<'write'>): void {
  const { push, visit } = walk.dialog.state;
  // The lead has acted meanwhile, or it is a message of the step that was given up and not a push.
  const isWanted = push?.visit === visit && push.next !== null && index < push.next;
  if (!isWanted) {
    walk.entries.push({ kind: 'ignored', reason: 'an answer of the AI came too late: nobody waits for it' });
    return;
  }
  if (result.ok) return sendWritten(walk, step, null, `p${index}`, withOpening(walk, result.text));
  warn(walk, 'aiFailed', `push ${index + 1} of ${step.flow}/${step.key} was not written: ${result.reason}`);
}

function onRecognised(
  walk: Walk,
  outcome: AiOutcome,
  result: ResultOf<'recognise'>,
  effectKey: string,
): void {
  if (result.ok) {
    walk.recognised.push({ effectKey, text: result.text });
    walk.entries.push({ kind: 'recognised', text: result.text.slice(0, 1000) });
  }
  const step = currentStep(walk);
  if (isLate(walk, outcome, true) || !step) return;
  const isAwaited = listens(walk) && walk.dialog.state.timers.some(({ name }) => name === 'answer');
  if (!isAwaited) {
    if (!result.ok) warn(walk, 'aiFailed', `what the lead sent was not recognised: ${result.reason}`);
    return;
  }
  clearTimer(walk, 'answer');
  if (!result.ok) return failAi(walk, step, result.why, result.reason);
  onReply(walk);
}

/** The `answer` timer: whatever has become of the carrier, the dialog goes on. */
export function giveUpAnswer(walk: Walk): void {
  const step = currentStep(walk);
  if (step) failAi(walk, step, 'failed', 'the AI has not answered in time');
}

const failureCodes: Readonly<Record<Failure['why'], string>> = {
  failed: 'aiFailed',
  budget: 'aiBudget',
  consent: 'aiConsent',
};

/**
 * An automatic answer has failed for good: the lead gets the owner's fallback or nothing, never something
 * wrong; a person takes over, or sees an error. What the AI may not do is no failure: a person takes over.
 */
function failAi(walk: Walk, step: CompiledStep, why: Failure['why'], reason: string): void {
  const { ai } = walk.script;
  clearTimers(walk);
  walk.dialog.state.phase = 'awaitingReply';
  warn(walk, failureCodes[why], `the AI of ${step.flow}/${step.key}: ${reason}`);
  const fallback = ai.fallback && renderFormatted(ai.fallback, macroData(walk), () => undefined);
  if (fallback) sendReady(walk, fallback);
  if (why !== 'failed' || ai.onFailure === 'manual') return setStatus(walk, 'manual', 'ai');
  walk.outcome = 'failed';
  walk.reason = reason;
  setStatus(walk, 'error', 'ai');
}
