/** The ways out of a step that the canvas draws, linked or not. */
import type { MessageShape, Step } from '../../src/flow/flow.ts';

/** `name` says what kind of way it is, `label` is the owner's own word for it. */
export type Output = {
  id: string;
  name: 'next' | 'met' | 'to' | 'ok' | 'failed' | 'otherwise' | 'branch' | 'goto' | 'run';
  label: string;
  target: string;
};

const known = new WeakMap<Step, Output[]>();

/** In the order in which they are checked or shown. A step is never changed, so it is asked once. */
export function outputsOf(step: Step): readonly Output[] {
  const kept = known.get(step);
  if (kept) return kept;
  const found = readOutputs(step);
  known.set(step, found);
  return found;
}

function readOutputs(step: Step): Output[] {
  const pushes = (step.pushes ?? []).flatMap(({ message }, p) =>
    message ? buttonsOf(message, `pushes.${p}.message`) : [],
  );
  return [...ownOutputs(step), ...pushes, ...nextOf(step)];
}

const way = (id: string, name: Output['name'], target: string | undefined, label = ''): Output => ({
  ...{ id, name, label, target: target ?? '' },
});

function nextOf(step: Step): Output[] {
  const own = step.kind === 'changeFlow' || step.kind === 'customCondition' || step.kind === 'abRouter';
  if (own && !step.next) return [];
  return [way('next', step.kind === 'aiReply' ? 'met' : 'next', step.next)];
}

function ownOutputs(step: Step): Output[] {
  switch (step.kind) {
    case 'sendMessage':
      return step.messages.flatMap((message, m) => buttonsOf(message, `messages.${m}`));
    case 'changeFlow':
      return [way('to', 'to', step.to)];
    case 'sendWebhook':
      if (!step.wait && !step.ok && !step.failed) return [];
      return [way('ok', 'ok', step.ok), way('failed', 'failed', step.failed)];
    case 'customCondition':
      return [
        ...step.branches.map(({ title, when, next }, b) =>
          way(`branches.${b}.next`, 'branch', next, title || when),
        ),
        way('otherwise', 'otherwise', step.otherwise),
      ];
    case 'abRouter':
      return step.branches.map(({ title, percent, next }, b) =>
        way(`branches.${b}.next`, 'branch', next, `${title ? `${title} · ` : ''}${percent} %`),
      );
    case 'aiReply':
      return (step.branches ?? []).map(({ title, next }, b) =>
        way(`branches.${b}.next`, 'branch', next, title),
      );
    default:
      return [];
  }
}

const buttonsOf = (message: MessageShape, id: string): Output[] =>
  (message.buttons ?? []).flatMap((row, r) =>
    row.flatMap((button, b) => {
      const at = `${id}.buttons.${r}.${b}`;
      if (button.goto !== undefined) return [way(`${at}.goto`, 'goto', button.goto, button.text)];
      if (button.run !== undefined) return [way(`${at}.run`, 'run', button.run, button.text)];
      return [];
    }),
  );
