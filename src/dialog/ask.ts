/** Questions to the bot's AI: what the effect carries, and how long the dialog waits for its answer. */
import type { AiEffect, AiTask } from '../effect/effect.ts';
import {
  type Formatted,
  type MacroData,
  renderFormatted,
  renderText,
  type Template,
} from '../macro/macro.ts';
import type { CompiledStep } from './script.ts';
import { effectKey, macroData, setTimer, showTyping, type Walk } from './walk.ts';
import { macroWarner } from './warning.ts';

/**
 * After so long an answer is not waited for any more, whatever became of the carrier: the product's rule
 * is that no dialog stays stuck for more than 60 s. The carrier itself gives up after 45 s.
 */
export const longestAnswerMs = 55_000;

/** The carrier gives up then. */
const longestThinkingMs = 45_000;

type Texts = { data: MacroData; fill(text: string | undefined): string };

/** Fills the macros of the step's own texts. */
export function textsFor(walk: Walk, step: CompiledStep): Texts {
  const data = macroData(walk);
  return {
    data,
    fill: (text) => {
      const template = text === undefined ? undefined : step.templates.get(text);
      return template ? renderText(template, data, macroWarner(walk, step)) : (text ?? '');
    },
  };
}

/** A ready text of the step, for the lead: its macros filled in, its markup read. */
export function formattedOf(walk: Walk, step: CompiledStep, text: string): Formatted {
  const template = step.templates.get(text);
  if (!template) return { text, entities: [] };
  return renderFormatted(template, macroData(walk), macroWarner(walk, step));
}

/** Asks for a message that the AI writes; for a push the dialog does not wait. */
export function askWrite(walk: Walk, step: CompiledStep, prompt: string, slot: number, push: boolean): void {
  const texts = textsFor(walk, step);
  ask(walk, step, texts, { of: 'write', prompt: texts.fill(prompt), push }, slot, !push);
}

/** Asks what the media that the lead has sent show or say. */
export function askRecognise(walk: Walk, step: CompiledStep, media: string, waits: boolean): void {
  ask(walk, step, textsFor(walk, step), { of: 'recognise', media }, 0, waits);
}

/** Hands the task to the outbox; `waits` sets the timer that gives the answer up. */
export function ask(
  walk: Walk,
  step: CompiledStep,
  { data, fill }: Texts,
  task: AiTask,
  slot: number,
  waits: boolean,
): void {
  const { dialog, facts, script } = walk;
  const onWarning = macroWarner(walk, step);
  const text = (template: Template): string => renderText(template, data, onWarning);
  const { shape } = step;
  dialog.state.aiTurn ??= 1;
  const effect: AiEffect = {
    kind: 'ai',
    key: effectKey(walk),
    task,
    legend: text(script.ai.legend),
    restrictions: text(script.ai.restrictions),
    stepLegend: shape.kind === 'aiReply' ? fill(shape.legend) : '',
    extra: shape.kind === 'aiReply' ? fill(shape.extra) : '',
    place: `${step.flow}/${step.key}`,
    stepVisit: dialog.state.visit,
    aiTurn: dialog.state.aiTurn,
    slot,
    notBefore: facts.now,
  };
  walk.effects.push(effect);
  walk.entries.push({ kind: 'asked', task: task.of, step: effect.place });
  if (!waits) return;
  setTimer(walk, 'answer', facts.now + longestAnswerMs);
  if (task.of === 'recognise' || !script.showsThinking) return;
  const from = (dialog.state.lastInboundAt ?? 0) + script.aiMs;
  showTyping(walk, from, facts.now + longestThinkingMs);
}
