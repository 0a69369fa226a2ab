/** Flows under other keys, for a copy or an import beside flows that have theirs already. */
import type { Flow, Step } from '../../src/flow/flow.ts';
import { freeName } from './editFlow.ts';
import { mapTargets } from './target.ts';

/** What leads to steps of the flow itself leads to the copy's. */
export const copyFlow = (flow: Flow, key: string): Flow => renamed(flow, new Map([[flow.key, key]]));

/** The flows with free keys, in their order; what leads from one of them to another follows. */
export function besideTaken(flows: readonly Flow[], taken: readonly string[]): Flow[] {
  const used = new Set(taken);
  const names = new Map<string, string>();
  for (const { key } of flows) {
    names.set(key, freeName(used, key));
    used.add(names.get(key) ?? key);
  }
  return flows.map((flow) => renamed(flow, names));
}

function renamed(flow: Flow, names: ReadonlyMap<string, string>): Flow {
  const key = names.get(flow.key) ?? flow.key;
  const steps = flow.steps.map((step) =>
    mapTargets(key === flow.key ? step : withoutSecret(step), (reference) => {
      const [old, inside] = reference?.split('/') ?? [];
      const fresh = inside === undefined ? undefined : names.get(old ?? '');
      return fresh === undefined ? reference : `${fresh}/${inside}`;
    }),
  );
  return { ...flow, key, steps };
}

/** A secret is known by its place, and does not go along to another. */
export const withoutSecret = (step: Step): Step =>
  step.kind === 'sendWebhook' ? { ...step, secret: undefined } : step;
