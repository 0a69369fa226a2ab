/** Every text of a step that may hold macros. */
import { uploadIn } from '../base/media.ts';
import { type MessageShape, mediaKinds, type PushShape, type Step } from '../flow/flow.ts';
import type { Syntax } from '../macro/macro.ts';
import type { Path } from './funnelSource.ts';

/** `url`: the whole text has to be an address. `shown`: it is Telegram HTML that a lead reads, as what. */
export type Text = { path: Path; text: string; syntax: Syntax; url: boolean; shown?: 'text' | 'caption' };

/** `path` is the step's own. */
export function textsOf(step: Step, path: Path): Text[] {
  return [
    ...ownTexts(step, path),
    ...(step.pushes ?? []).flatMap((push, p) => pushTexts(push, [...path, 'pushes', p])),
  ];
}

export const textAt = (
  path: Path,
  text: string | undefined,
  syntax: Syntax = 'message',
  url = false,
): Text[] => (text === undefined ? [] : [{ path, text, syntax, url }]);

/** A text that a lead reads. */
export const shownAt = (path: Path, text: string | undefined, shown: 'text' | 'caption' = 'text'): Text[] =>
  text === undefined ? [] : [{ path, text, syntax: 'message', url: false, shown }];

function ownTexts(step: Step, path: Path): Text[] {
  const under = (...place: Path): Path => [...path, ...place];
  switch (step.kind) {
    case 'sendMessage':
      return step.messages.flatMap((message, m) => messageTexts(message, under('messages', m)));
    case 'setFields':
      return Object.entries(step.fields).flatMap(([key, value]) =>
        textAt(under('fields', key), String(value)),
      );
    case 'sendWebhook':
      return [
        ...textAt(under('url'), step.url, 'webhook', true),
        ...textAt(under('body'), step.body, 'webhook'),
        ...Object.entries(step.headers ?? {}).flatMap(([name, value]) =>
          textAt(under('headers', name), value, 'webhook'),
        ),
      ];
    case 'sendTrackerEvent':
      return (['cost', 'currency', 'tid'] as const).flatMap((key) => textAt(under(key), step[key]));
    case 'aiReply':
      return [
        ...(['goal', 'requirement', 'legend', 'extra'] as const).flatMap((key) =>
          textAt(under(key), step[key]),
        ),
        ...(step.branches ?? []).flatMap((branch, b) => [
          ...textAt(under('branches', b, 'when'), branch.when),
          ...shownAt(under('branches', b, 'answer'), branch.answer),
        ]),
      ];
    default:
      return [];
  }
}

/** A push's message or prompt. */
export const pushTexts = (push: PushShape, path: Path): Text[] => [
  ...textAt([...path, 'prompt'], push.prompt),
  ...(push.message ? messageTexts(push.message, [...path, 'message']) : []),
];

function messageTexts(message: MessageShape, path: Path): Text[] {
  return [
    ...shownAt([...path, 'text'], message.text),
    ...textAt([...path, 'prompt'], message.prompt),
    ...mediaFiles(message, path).flatMap((file) =>
      textAt(file.path, file.text, 'message', isAddress(file.text) && uploadIn(file.text) === null),
    ),
    ...shownAt([...path, 'caption'], message.caption, 'caption'),
    ...(['phone', 'firstName', 'lastName'] as const).flatMap((key) =>
      textAt([...path, 'contact', key], message.contact?.[key]),
    ),
    ...(message.buttons ?? []).flatMap((row, r) =>
      row.flatMap((button, b) => [
        ...textAt([...path, 'buttons', r, b, 'text'], button.text),
        ...textAt([...path, 'buttons', r, b, 'url'], button.url, 'message', true),
        ...textAt([...path, 'buttons', r, b, 'webApp'], button.webApp, 'message', true),
      ]),
    ),
  ];
}

/** The files and addresses of a message's media. */
export const mediaFiles = (message: MessageShape, path: Path): { path: Path; text: string }[] =>
  mediaKinds.flatMap((kind) => {
    const media = message[kind];
    if (media === undefined) return [];
    if (typeof media === 'string') return [{ path: [...path, kind], text: media }];
    return media.map((text, n) => ({ path: [...path, kind, n], text }));
  });

/** An absolute URL, or a macro that stands for a whole one; all else is a file of the data folder. */
export const isAddress = (text: string): boolean => /^\s*(?:[a-z][a-z0-9+.-]*:|\{\{)/i.test(text);
