/** Where a step leads: every place of it that names another step, to be read and to be changed. */
import type { MessageShape, PushShape, Step } from '../../src/flow/flow.ts';

/** Gets each place's reference ('' or undefined: none) and its id; answers what shall stand there. */
export type ChangeTarget = (reference: string | undefined, id: string) => string | undefined;

/**
 * The step with each reference as `change` answers it. Ids are paths: `next`, `branches.0.next`,
 * `messages.0.buttons.1.0.goto`. Where a reference must stand, none is written ''.
 */
export function mapTargets(step: Step, change: ChangeTarget): Step {
  const shared = {
    ...(step.pushes && { pushes: step.pushes.map((push, p) => mapPush(push, `pushes.${p}`, change)) }),
    next: change(step.next, 'next'),
  };
  switch (step.kind) {
    case 'sendMessage': {
      const messages = step.messages.map((one, m) => mapMessage(one, `messages.${m}`, change));
      return { ...step, ...shared, messages };
    }
    case 'customPush': {
      const pushes = step.pushes.map((push, p) => mapPush(push, `pushes.${p}`, change));
      return { ...step, ...shared, pushes };
    }
    case 'changeFlow':
      return { ...step, ...shared, to: change(step.to, 'to') ?? '' };
    case 'sendWebhook':
      return { ...step, ...shared, ok: change(step.ok, 'ok'), failed: change(step.failed, 'failed') };
    case 'customCondition': {
      const branches = step.branches.map((one, b) => ({
        ...one,
        next: change(one.next, `branches.${b}.next`) ?? '',
      }));
      return { ...step, ...shared, branches, otherwise: change(step.otherwise, 'otherwise') };
    }
    case 'abRouter': {
      const branches = step.branches.map((one, b) => ({
        ...one,
        next: change(one.next, `branches.${b}.next`) ?? '',
      }));
      return { ...step, ...shared, branches };
    }
    case 'aiReply': {
      const branches = step.branches?.map((one, b) => ({
        ...one,
        next: change(one.next, `branches.${b}.next`),
      }));
      return { ...step, ...shared, ...(branches && { branches }) };
    }
    default:
      return { ...step, ...shared };
  }
}

function mapPush(push: PushShape, id: string, change: ChangeTarget): PushShape {
  return push.message ? { ...push, message: mapMessage(push.message, `${id}.message`, change) } : push;
}

function mapMessage(message: MessageShape, id: string, change: ChangeTarget): MessageShape {
  if (!message.buttons) return message;
  const buttons = message.buttons.map((row, r) =>
    row.map((button, b) => {
      const at = `${id}.buttons.${r}.${b}`;
      if (button.goto !== undefined) return { ...button, goto: change(button.goto, `${at}.goto`) ?? '' };
      if (button.run !== undefined) return { ...button, run: change(button.run, `${at}.run`) ?? '' };
      return button;
    }),
  );
  return { ...message, buttons };
}

/** The step with another target at one place; null takes it away. */
export const withTarget = (step: Step, id: string, target: string | null): Step =>
  mapTargets(step, (reference, at) => (at === id ? (target ?? undefined) : reference));

/** Every reference that is written, by the id of its place. */
export function targetsOf(step: Step): { id: string; reference: string }[] {
  const found: { id: string; reference: string }[] = [];
  mapTargets(step, (reference, id) => {
    if (reference) found.push({ id, reference });
    return reference;
  });
  return found;
}

/** `flow/step` of a reference that stands in a flow. */
export const fullReference = (reference: string, flow: string): string =>
  reference.includes('/') ? reference : `${flow}/${reference}`;

/** As short as it can be written inside the flow. */
export const shortReference = (full: string, flow: string): string =>
  full.startsWith(`${flow}/`) ? full.slice(flow.length + 1) : full;
