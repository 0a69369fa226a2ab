import type { Texts } from '../parts/useText.ts';

/** What a list's members are called, one by one. */
const members: Record<string, string> = {
  messages: 'flow.form.message',
  pushes: 'flow.form.push',
  branches: 'flow.form.branch',
  buttons: 'flow.form.button',
  assign: 'flow.manager.one',
};

const families = [
  'flow.form',
  'flow.content',
  'flow.ai',
  'flow.output',
  'flow.event',
  'flow.webhook',
  'flow.delay',
];

/** `messages.0.buttons.1.0.text` as *Message 1 · Button 2.1 · Text*; an owner's own keys stay as they are. */
export function placeWords(place: string, text: Texts): string {
  const words: string[] = [];
  let numbers: number[] = [];
  const close = (): void => {
    if (numbers.length > 0) words.push(`${words.pop() ?? ''} ${numbers.join('.')}`);
    numbers = [];
  };
  for (const part of place.split('.')) {
    if (/^\d+$/.test(part) && words.length > 0) {
      numbers.push(Number(part) + 1);
      continue;
    }
    close();
    words.push(wordOf(part, text));
  }
  close();
  return words.join(' · ');
}

function wordOf(part: string, text: Texts): string {
  const member = Object.hasOwn(members, part) ? members[part] : undefined;
  if (member !== undefined) return text.or(member, part);
  const family = families.find((one) => text.or(`${one}.${part}`, '') !== '');
  return family === undefined ? part : text.or(`${family}.${part}`, part);
}
