/** What a flow's steps make together: the lines between them, what is broken, what nothing leads to. */
import type { Flow } from '../../src/flow/flow.ts';
import { type Output, outputsOf } from './output.ts';
import { fullReference, targetsOf } from './target.ts';

/** `to` is `flow/step`; `inside`: it is a step of this flow. */
export type Link = { from: string; output: Output; to: string; inside: boolean; broken: boolean };

/** `elsewhere` are the steps of the bot's other flows as `flow/step`; null: they are not known yet. */
export function linksOf(flow: Flow, elsewhere: ReadonlySet<string> | null): Link[] {
  const own = new Set(flow.steps.map(({ key }) => `${flow.key}/${key}`));
  return flow.steps.flatMap((step) =>
    outputsOf(step)
      .filter(({ target }) => target !== '')
      .map((output) => {
        const to = fullReference(output.target, flow.key);
        const outside = !to.startsWith(`${flow.key}/`);
        const broken = outside ? elsewhere !== null && !elsewhere.has(to) : !own.has(to);
        return { from: step.key, output, to, inside: own.has(to), broken };
      }),
  );
}

/** Keys of the steps that can be reached from none of `roots`, keys as well. Linear in the flow's size. */
export function unreachable(flow: Flow, roots: Iterable<string>): ReadonlySet<string> {
  const byKey = new Map(flow.steps.map((step) => [step.key, step]));
  const reached = new Set<string>();
  const open = [...roots];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const step = byKey.get(key);
    if (!step || reached.has(key)) continue;
    reached.add(key);
    for (const { reference } of targetsOf(step)) {
      const to = fullReference(reference, flow.key);
      if (to.startsWith(`${flow.key}/`)) open.push(to.slice(flow.key.length + 1));
    }
  }
  return new Set(flow.steps.map(({ key }) => key).filter((key) => !reached.has(key)));
}
