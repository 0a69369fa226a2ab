import type { Step } from '../../src/flow/flow.ts';
import type { Texts } from '../parts/useText.ts';
import { durationWords } from './durationWords.ts';
import type { Output } from './output.ts';

/** A way out as it is called on the canvas. */
export const outputWords = ({ name, label }: Output, text: Texts): string =>
  label === '' ? text(`flow.output.${name}`) : label;

/** What a step does, in a line or two of the owner's own words. */
export function gist(step: Step, text: Texts): string {
  switch (step.kind) {
    case 'sendMessage': {
      const [first] = step.messages;
      const more = step.messages.length - 1;
      return `${messageGist(first, text)}${more > 0 ? ` +${more}` : ''}`;
    }
    case 'aiReply':
      return step.goal;
    case 'customCondition':
      return '';
    case 'customDelay':
      return step.until
        ? `${step.until}${step.days ? ` · ${step.days.map((day) => text(`flow.day.${day}`)).join(' ')}` : ''}`
        : durationWords(step.for ?? '', text.language);
    case 'customPush':
      return step.pushes.map(({ after }) => durationWords(after, text.language)).join(', ');
    case 'abRouter':
      return '';
    case 'changeTags':
      return [
        ...(step.assign ?? []).map((tag) => `+${tag}`),
        ...(step.remove ?? []).map((tag) => `−${tag}`),
      ].join(' ');
    case 'setFields':
      return Object.entries(step.fields)
        .map(([key, value]) => `${key} = ${value}`)
        .join('\n');
    case 'sendWebhook':
      return `${step.method ?? 'GET'} ${step.url}`;
    case 'sendTrackerEvent':
      return [step.event, step.cost, step.currency].filter(Boolean).join(' ');
    case 'assignOperator':
      return step.remove
        ? text('flow.manager.none')
        : (step.assign ?? []).map(({ operator }) => operator).join(', ');
    case 'changeFlow':
      return step.to;
  }
}

/** Telegram's tags: on a card the words are enough. */
const marks =
  /<\/?(?:b|strong|i|em|u|ins|s|strike|del|a|code|pre|span|tg-spoiler|tg-emoji|blockquote)(?:\s[^<>]*)?>/gi;

type Message = Extract<Step, { kind: 'sendMessage' }>['messages'][number];

function messageGist(message: Message | undefined, text: Texts): string {
  if (!message) return '';
  const plain = message.text ?? message.caption ?? message.prompt;
  if (plain) return plain.replace(marks, '');
  const media = contentKinds.find((kind) => Object.hasOwn(message, kind));
  return media && media !== 'text' ? text(`flow.content.${media}`) : '';
}

/** What a message may be, the commonest first. */
export const contentKinds = [
  'text',
  'photo',
  'video',
  'voice',
  'videoNote',
  'document',
  'audio',
  'animation',
  'sticker',
  'album',
  'prompt',
  'contact',
  'location',
] as const;
