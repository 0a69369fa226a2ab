/** Steps on the clipboard: as text, so that they go from flow to flow and from tab to tab. */
import { z } from 'zod';
import type { Flow, Step } from '../../src/flow/flow.ts';
import { withoutSecret } from './copyFlow.ts';
import { freeKey, type Spot } from './editFlow.ts';
import { readStep } from './readFlow.ts';
import { fullReference, mapTargets } from './target.ts';

const sign = 'signalbox/steps';

const clip = z.object({
  is: z.literal(sign),
  bot: z.string(),
  flow: z.string(),
  steps: z.array(z.unknown()).min(1).max(2000),
});

/** JSON text of the steps of these keys. */
export function copySteps(flow: Flow, keys: ReadonlySet<string>, bot: string): string {
  return JSON.stringify({
    is: sign,
    bot,
    flow: flow.key,
    steps: flow.steps.filter(({ key }) => keys.has(key)).map(withoutSecret),
  });
}

/** How far a copy lies from what it was copied from. */
const shift = 48;

/**
 * The flow with the steps of a clipboard, and their keys there; null when the text holds none. Copies get
 * free keys and lead to each other; other ways out are kept inside the same bot and dropped from another.
 */
export function pasteSteps(flow: Flow, text: string, bot: string): { flow: Flow; keys: string[] } | null {
  const read = clip.safeParse(parsed(text));
  if (!read.success) return null;
  const steps = read.data.steps.flatMap((one) => readStep(one) ?? []);
  if (steps.length === 0) return null;
  const from = read.data.flow;
  const sameBot = read.data.bot === bot;
  const names = new Map<string, string>();
  let grown = flow;
  for (const step of steps) {
    const key = freeKey(grown, step.key);
    names.set(`${from}/${step.key}`, key);
    grown = { ...grown, steps: [...grown.steps, moved({ ...step, key })] };
  }
  const keys = [...names.values()];
  const isNew = new Set(keys);
  const rename = (reference: string | undefined): string | undefined => {
    if (!reference) return reference;
    const full = fullReference(reference, from);
    const copy = names.get(full);
    if (copy !== undefined) return copy;
    if (!sameBot) return undefined;
    return from === flow.key ? reference : full;
  };
  const linked = grown.steps.map((step) => (isNew.has(step.key) ? mapTargets(step, rename) : step));
  return { flow: { ...grown, steps: linked }, keys };
}

function moved(step: Step): Step {
  if (!step.at) return step;
  const at: Spot = [step.at[0] + shift, step.at[1] + shift];
  return { ...step, at };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
