/** A step as the lead's phone would show it: its messages with the sample lead's values. */
import type { ApiMessage } from '../../src/api/contract.ts';
import { type MessageShape, mediaKinds, type Step } from '../../src/flow/flow.ts';
import {
  type MacroData,
  parseTemplate,
  renderFormatted,
  renderText,
  renderUrl,
} from '../../src/macro/macro.ts';

/** `pause`: waited before, as it is written. A button's id is the reference it leads to. */
export type PreviewItem =
  | { is: 'message'; message: ApiMessage; pause: string }
  | { is: 'push'; after: string }
  | { is: 'ai'; prompt: string };

export function previewOf(step: Step, data: MacroData): PreviewItem[] {
  const own =
    step.kind === 'sendMessage'
      ? step.messages.map((message, m) => itemOf(message, `m${m}`, data))
      : step.kind === 'aiReply'
        ? aiItems(step, data)
        : [];
  const pushes = (step.pushes ?? []).flatMap((push, p): PreviewItem[] => [
    { is: 'push', after: push.after },
    push.message
      ? itemOf(push.message, `p${p}`, data)
      : { is: 'ai', prompt: filled(push.prompt ?? '', data) },
  ]);
  return [...own, ...pushes];
}

function aiItems(step: Extract<Step, { kind: 'aiReply' }>, data: MacroData): PreviewItem[] {
  const answers = (step.branches ?? []).flatMap(({ answer }, b) =>
    answer ? [itemOf({ text: answer }, `b${b}`, data)] : [],
  );
  return [{ is: 'ai', prompt: filled(step.goal, data) }, ...answers];
}

const filled = (text: string, data: MacroData): string =>
  renderText(parseTemplate(text, 'message'), data, () => {});

function itemOf(message: MessageShape, id: string, data: MacroData): PreviewItem {
  if (message.prompt !== undefined) return { is: 'ai', prompt: filled(message.prompt, data) };
  const media = mediaKinds.find((kind) => message[kind] !== undefined) ?? null;
  const { text, entities } = renderFormatted(
    parseTemplate(message.text ?? message.caption ?? contactText(message), 'message'),
    data,
    () => {},
  );
  return {
    is: 'message',
    pause: message.pauseBefore ?? '',
    message: {
      ...{ id, direction: 'out', kind: 'message', text, media, state: 'sent', cause: '', by: 'flow' },
      at: new Date(data.createdAt).toISOString(),
      entities: entities.map((one) => ({ ...one })),
      files: filesOf(message, media),
      buttons: (message.buttons ?? []).map((row) =>
        row.map((button) => ({
          id: button.goto ?? button.run ?? null,
          text: filled(button.text, data),
          url: linkOf(button.url, data),
          webApp: linkOf(button.webApp, data),
        })),
      ),
    },
  };
}

const contactText = ({ contact, location }: MessageShape): string =>
  contact
    ? `${contact.firstName} ${contact.phone}`
    : location
      ? `${location.latitude}, ${location.longitude}`
      : '';

function filesOf(message: MessageShape, media: (typeof mediaKinds)[number] | null): string[] {
  const files = media === null ? [] : message[media];
  return typeof files === 'string' ? [files] : (files ?? []);
}

/** An address that cannot be made is shown as a button that leads nowhere. */
function linkOf(url: string | undefined, data: MacroData): string | null {
  if (!url) return null;
  const made = renderUrl(parseTemplate(url, 'message'), data, () => {});
  return made.ok ? made.value : null;
}
