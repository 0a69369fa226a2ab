/** Every place of a step that names another step. */
import type { MessageShape, PushShape, Step } from '../flow/flow.ts';
import type { Path } from './funnelSource.ts';

/** `reference` as written: a key of the same flow, or `flow/step`. `place` is its path in the step. */
export type StepTarget = { place: Path; reference: string; button: boolean };

/** `flow/step` of a reference that stands in a flow. */
export const fullReference = (reference: string, flow: string): string =>
  reference.includes('/') ? reference : `${flow}/${reference}`;

/** In the order in which a step is written. */
export function targetsOf(step: Step): StepTarget[] {
  return [
    ...ownTargets(step),
    ...(step.pushes ?? []).flatMap((push, p) => pushTargets(push, ['pushes', p])),
    ...way(['next'], step.next),
  ];
}

const way = (place: Path, reference: string | undefined): StepTarget[] =>
  reference === undefined ? [] : [{ place, reference, button: false }];

function ownTargets(step: Step): StepTarget[] {
  switch (step.kind) {
    case 'sendMessage':
      return step.messages.flatMap((message, m) => buttonTargets(message, ['messages', m]));
    case 'changeFlow':
      return way(['to'], step.to);
    case 'sendWebhook':
      return [...way(['ok'], step.ok), ...way(['failed'], step.failed)];
    case 'customCondition':
      return [...branchTargets(step.branches), ...way(['otherwise'], step.otherwise)];
    case 'abRouter':
      return branchTargets(step.branches);
    case 'aiReply':
      return branchTargets(step.branches ?? []);
    default:
      return [];
  }
}

const branchTargets = (branches: readonly { next?: string | undefined }[]): StepTarget[] =>
  branches.flatMap(({ next }, b) => way(['branches', b, 'next'], next));

/** Where the buttons of a push lead. */
export const pushTargets = (push: PushShape, place: Path): StepTarget[] =>
  push.message ? buttonTargets(push.message, [...place, 'message']) : [];

function buttonTargets(message: MessageShape, place: Path): StepTarget[] {
  return (message.buttons ?? []).flatMap((row, r) =>
    row.flatMap((button, b) =>
      (['goto', 'run'] as const).flatMap((key): StepTarget[] => {
        const reference = button[key];
        if (reference === undefined) return [];
        return [{ place: [...place, 'buttons', r, b, key], reference, button: true }];
      }),
    ),
  );
}
