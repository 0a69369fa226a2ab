import { uploadIn } from '../../base/media.ts';
import type { Button, Media } from '../../effect/effect.ts';
import {
  type ButtonShape,
  type MessageShape,
  mediaKinds,
  milliseconds,
  type SendMessage,
} from '../../flow/flow.ts';
import { type MacroData, renderFormatted, renderText, renderUrl } from '../../macro/macro.ts';
import { askWrite } from '../ask.ts';
import type { CompiledStep } from '../script.ts';
import { filesOf } from '../scriptText.ts';
import { macroData, marked, send, type Walk, warn } from '../walk.ts';
import { macroWarner } from '../warning.ts';
import { done, type StepResult } from './result.ts';

/** Sends the step's messages in order from `first` on, each after its pause; the AI's own are waited for. */
export function doSendMessage(walk: Walk, step: CompiledStep, shape: SendMessage, first = 0): StepResult {
  const data = macroData(walk);
  for (let index = first; index < shape.messages.length; index += 1) {
    const message = shape.messages[index];
    if (!message) continue;
    if (message.prompt !== undefined) {
      askWrite(walk, step, message.prompt, index, false);
      return { then: 'awaitAi' };
    }
    sendOne(walk, step, message, String(index), data);
  }
  return done;
}

/** The AI has written message `index`: it goes out with its buttons, and what follows it. */
export function continueMessages(
  walk: Walk,
  step: CompiledStep,
  shape: SendMessage,
  index: number,
  text: string,
): StepResult {
  const message = shape.messages[index];
  if (message) sendWritten(walk, step, message, String(index), text);
  return doSendMessage(walk, step, shape, index + 1);
}

/** Sends a text that the AI has written in the place of a message; `place` names it for its buttons. */
export function sendWritten(
  walk: Walk,
  step: CompiledStep,
  message: MessageShape | null,
  place: string,
  text: string,
): void {
  const buttons = makeButtons(walk, step, message, place, macroData(walk));
  // A push has no message of the step's own behind it.
  const mass = message === null ? { mass: true as const } : {};
  send(
    walk,
    { automatic: true, text, media: null, buttons, pin: message?.pin ?? false, ...mass },
    milliseconds(message?.pauseBefore),
    'ai',
  );
}

/** Sends a message of the step or of one of its pushes (`place`: `0`, `1`, ..., `p0`, `p1`, ...). */
export function sendOne(
  walk: Walk,
  step: CompiledStep,
  message: MessageShape,
  place: string,
  data: MacroData,
  isPush = false,
): void {
  const onWarning = macroWarner(walk, step);
  const template = step.templates.get(message.text ?? message.caption ?? '');
  const said = template ? renderFormatted(template, data, onWarning) : { text: '', entities: [] };
  const media = mediaOf(walk, step, message, data);
  if (media === 'broken') return;
  if (media === null && said.text.trim() === '') {
    const at = `${step.flow}/${step.key}`;
    const said = place.startsWith('p')
      ? `push ${Number(place.slice(1)) + 1} of ${at} came out empty and was not sent`
      : `message ${Number(place) + 1} of ${at} came out empty and was not sent`;
    warn(walk, 'emptyMessage', said);
    return;
  }
  const buttons = makeButtons(walk, step, message, place, data);
  const mass = isPush ? { mass: true as const } : {};
  send(
    walk,
    { automatic: true, ...marked(said), media, buttons, pin: message.pin ?? false, ...mass },
    milliseconds(message.pauseBefore),
  );
}

/** The files with their macros filled in; a URL that cannot be one takes the whole message away. */
function mediaOf(
  walk: Walk,
  step: CompiledStep,
  message: MessageShape,
  data: MacroData,
): Media | null | 'broken' {
  const kind = mediaKinds.find((one) => message[one] !== undefined);
  if (!kind) return placeOrContact(walk, step, message, data);
  const files: string[] = [];
  for (const file of filesOf(message)) {
    const template = step.templates.get(file);
    const isAddress = uploadIn(file) === null && /^[a-z][a-z0-9+.-]*:|\{\{/i.test(file);
    if (!template || !isAddress) {
      files.push(file);
      continue;
    }
    const url = renderUrl(template, data, macroWarner(walk, step));
    if (url.ok) files.push(url.value);
    else {
      warn(walk, 'mediaUrl', `the ${kind} of ${step.flow}/${step.key} was not sent: ${url.reason}`);
      return 'broken';
    }
  }
  return { kind, files };
}

function placeOrContact(
  walk: Walk,
  step: CompiledStep,
  { location, contact }: MessageShape,
  data: MacroData,
): Media | null {
  if (location) return { kind: 'location', files: [], location };
  if (!contact) return null;
  const fill = (text: string): string => {
    const template = step.templates.get(text);
    return template ? renderText(template, data, macroWarner(walk, step)).trim() : text;
  };
  const { phone, firstName, lastName = '' } = contact;
  const filled = { phone: fill(phone), firstName: fill(firstName), lastName: fill(lastName) };
  return { kind: 'contact', files: [], contact: filled };
}

function makeButtons(
  walk: Walk,
  step: CompiledStep,
  message: MessageShape | null,
  place: string,
  data: MacroData,
): Button[][] {
  return (message?.buttons ?? [])
    .map((row, rowIndex) =>
      row.flatMap((button, column) => {
        const made = makeButton(walk, step, button, `${step.id}:${place}:${rowIndex}:${column}`, data);
        return made ? [made] : [];
      }),
    )
    .filter((row) => row.length > 0);
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
export function findButton(step: CompiledStep, place: string): ButtonShape | null {
  const [where = '', rowText, columnText] = place.split(':');
  const row = Number(rowText);
  const column = Number(columnText);
  const message = where.startsWith('p')
    ? step.pushes[Number(where.slice(1))]?.message
    : step.shape.kind === 'sendMessage'
      ? step.shape.messages[Number(where)]
      : undefined;
  return message?.buttons?.[row]?.[column] ?? null;
}

/** A step whose messages offer a way on does not end by itself. */
export const hasStepButtons = (step: CompiledStep): boolean =>
  step.shape.kind === 'sendMessage' &&
  step.shape.messages.some((message) =>
    (message.buttons ?? []).flat().some((button) => button.goto ?? button.run),
  );
