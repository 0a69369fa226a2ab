import type { Button } from '../../effect/effect.ts';
import {
  type ButtonShape,
  type MessageShape,
  milliseconds,
  type SendMessage,
  type Step,
} from '../../flow/flow.ts';
import { type MacroData, renderText, renderUrl } from '../../macro/macro.ts';
import type { CompiledStep } from '../script.ts';
import { macroData, send, type Walk, warn } from '../walk.ts';
import { macroWarner } from '../warning.ts';
import { done, type StepResult } from './result.ts';

/** Sends the step's messages in order, each after its pause. */
export function doSendMessage(walk: Walk, step: CompiledStep, shape: SendMessage): StepResult {
  const data = macroData(walk);
  shape.messages.forEach((message, index) => {
    sendOne(walk, step, message, index, data);
  });
  return done;
}

function sendOne(
  walk: Walk,
  step: CompiledStep,
  message: MessageShape,
  index: number,
  data: MacroData,
): void {
  const onWarning = macroWarner(walk, step);
  const template = step.templates.get(message.text ?? '');
  const text = template ? renderText(template, data, onWarning) : '';
  if (text.trim() === '') {
    warn(
      walk,
      'emptyMessage',
      `message ${index + 1} of ${step.flow}/${step.key} came out empty and was not sent`,
    );
    return;
  }
  const buttons = (message.buttons ?? [])
    .map((row, rowIndex) =>
      row.flatMap((button, column) => {
        const made = makeButton(walk, step, button, `${step.id}:${index}:${rowIndex}:${column}`, data);
        return made ? [made] : [];
      }),
    )
    .filter((row) => row.length > 0);
  send(
    walk,
    { automatic: true, text, buttons, pin: message.pin ?? false },
    milliseconds(message.pauseBefore),
  );
}

/** `id` is at most 36 + 12 signs, so it fits the 64 bytes of a Telegram callback. */
function makeButton(
  walk: Walk,
  step: CompiledStep,
  shape: ButtonShape,
  id: string,
  data: MacroData,
): Button | null {
  const onWarning = macroWarner(walk, step);
  const label = step.templates.get(shape.text);
  const text = (label ? renderText(label, data, onWarning) : shape.text).trim() || shape.text;
  const link = shape.url ?? shape.webApp;
  if (link === undefined) return { text, id, url: null, webApp: null };
  const template = step.templates.get(link);
  const url = template
    ? renderUrl(template, data, onWarning)
    : ({ ok: false, reason: 'it is empty' } as const);
  if (!url.ok) {
    warn(
      walk,
      'buttonUrl',
      `the button ${JSON.stringify(text)} of ${step.flow}/${step.key} was left out: ${url.reason}`,
    );
    return null;
  }
  return shape.url
    ? { text, id: null, url: url.value, webApp: null }
    : { text, id: null, url: null, webApp: url.value };
}

/** Finds the button that a lead pressed by the id we gave it; null when the step has changed since. */
export function findButton(shape: Step, place: string): ButtonShape | null {
  const [message, row, column] = place.split(':').map(Number);
  if (shape.kind !== 'sendMessage' || message === undefined || row === undefined || column === undefined)
    return null;
  return shape.messages[message]?.buttons?.[row]?.[column] ?? null;
}

/** A step whose messages offer a way on does not end by itself. */
export const hasStepButtons = (shape: Step): boolean =>
  shape.kind === 'sendMessage' &&
  shape.messages.some((message) =>
    (message.buttons ?? []).flat().some((button) => button.goto ?? button.run),
  );
