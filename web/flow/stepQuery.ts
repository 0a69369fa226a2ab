/** The step that a link to a flow names. */
export type StepQuery = { step?: string };

/** Of the address's `?step=`; the router reads a key such as `2` as a number. */
export function readStepQuery(search: Record<string, unknown>): StepQuery {
  const { step } = search;
  return typeof step === 'string' || typeof step === 'number' ? { step: String(step) } : {};
}
