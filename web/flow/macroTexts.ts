/** The texts of a step in which macros work. */
import { type MessageShape, mediaKinds, type Step } from '../../src/flow/flow.ts';
import type { Syntax } from '../../src/macro/macro.ts';

/** `url`: the whole text has to be an address. */
export type MacroText = { place: string; text: string; syntax: Syntax; url: boolean };

export function macroTexts(step: Step): MacroText[] {
  return [
    ...ownTexts(step),
    ...(step.pushes ?? []).flatMap(({ message, prompt }, p) => [
      ...(message ? messageTexts(message, `pushes.${p}.message`) : []),
      ...at(`pushes.${p}.prompt`, prompt),
    ]),
  ];
}

const at = (place: string, text: string | undefined, syntax: Syntax = 'message', url = false): MacroText[] =>
  text ? [{ place, text, syntax, url }] : [];

function ownTexts(step: Step): MacroText[] {
  switch (step.kind) {
    case 'sendMessage':
      return step.messages.flatMap((message, m) => messageTexts(message, `messages.${m}`));
    case 'setFields':
      return Object.entries(step.fields).flatMap(([key, value]) => at(`fields.${key}`, String(value)));
    case 'sendWebhook':
      return [
        ...at('url', step.url, 'webhook', true),
        ...at('body', step.body, 'webhook'),
        ...Object.entries(step.headers ?? {}).flatMap(([name, value]) =>
          at(`headers.${name}`, value, 'webhook'),
        ),
      ];
    case 'sendTrackerEvent':
      return (['cost', 'currency', 'tid'] as const).flatMap((key) => at(key, step[key]));
    case 'aiReply':
      return [
        ...(['goal', 'requirement', 'legend', 'extra'] as const).flatMap((key) => at(key, step[key])),
        ...(step.branches ?? []).flatMap(({ when, answer }, b) => [
          ...at(`branches.${b}.when`, when),
          ...at(`branches.${b}.answer`, answer),
        ]),
      ];
    default:
      return [];
  }
}

function messageTexts(message: MessageShape, place: string): MacroText[] {
  const files = mediaKinds.flatMap((kind) => {
    const media = message[kind];
    return typeof media === 'string' ? at(`${place}.${kind}`, media) : [];
  });
  return [
    ...at(`${place}.text`, message.text),
    ...at(`${place}.prompt`, message.prompt),
    ...at(`${place}.caption`, message.caption),
    ...files,
    ...(message.buttons ?? []).flatMap((row, r) =>
      row.flatMap((button, b) => [
        ...at(`${place}.buttons.${r}.${b}.text`, button.text),
        ...at(`${place}.buttons.${r}.${b}.url`, button.url, 'message', true),
        ...at(`${place}.buttons.${r}.${b}.webApp`, button.webApp, 'message', true),
      ]),
    ),
  ];
}
