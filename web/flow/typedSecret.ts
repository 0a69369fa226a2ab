/** Secrets of steps: in a drawing stands the reference under which the server keeps them. */
import type { Flow, Step } from '../../src/flow/flow.ts';

const secretOf = (step: Step | undefined): string | undefined =>
  step?.kind === 'sendWebhook' ? step.secret : undefined;

/** `${FUNNEL_LEO_FD_TELL_SECRET}`; anything else is a secret itself. */
export const isReference = (secret: string): boolean => /^\$\{[A-Z0-9_]+\}$/i.test(secret.trim());

export const hasTypedSecret = (flow: Flow): boolean =>
  flow.steps.some((step) => {
    const secret = secretOf(step);
    return secret !== undefined && secret.trim() !== '' && !isReference(secret);
  });

/** The flow with the references of `kept` in place of the secrets that were typed. */
export function withReferences(flow: Flow, kept: Flow): Flow {
  const references = new Map(kept.steps.map((step) => [step.key, secretOf(step)]));
  const steps = flow.steps.map((step) => {
    const secret = secretOf(step);
    const reference = references.get(step.key);
    return secret === undefined || isReference(secret) || reference === undefined
      ? step
      : { ...step, secret: reference };
  });
  return { ...flow, steps };
}
