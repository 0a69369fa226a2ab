/** Variables that contain each other, found before they are saved. */
import { namesIn } from './check.ts';
import { referenceOf } from './reference.ts';
import { parseTemplate } from './template.ts';

/**
 * The names of variables that lead back to the first, such as `['a', 'b', 'a']`, or null if none do.
 * For refusing a set of variables (name to source) at save.
 */
export function findVariableCycle(variables: ReadonlyMap<string, string>): string[] | null {
  const graph = new Map([...variables].map(([name, source]) => [variableKey(name), variablesIn(source)]));
  const finished = new Set<string>();
  for (const start of graph.keys()) {
    const cycle = cycleFrom(start, graph, finished);
    if (cycle) return cycle;
  }
  return null;
}

const variableKey = (name: string): string => name.replace(/^variables\./, '');

function variablesIn(source: string): string[] {
  return namesIn(parseTemplate(source, 'message')).flatMap((name) => {
    const reference = referenceOf(name, 'message');
    return reference.kind === 'variable' ? [variableKey(reference.key)] : [];
  });
}

/** Depth first without recursion: a chain of a million variables must not end our stack. */
function cycleFrom(
  start: string,
  graph: ReadonlyMap<string, readonly string[]>,
  finished: Set<string>,
): string[] | null {
  const trail = [{ name: start, next: 0 }];
  const open = new Set([start]);
  for (let last = trail.at(-1); last; last = trail.at(-1)) {
    const name = graph.get(last.name)?.[last.next++];
    if (name === undefined) {
      finished.add(last.name);
      open.delete(last.name);
      trail.pop();
    } else if (open.has(name)) {
      const names = trail.map((entry) => entry.name);
      return [...names.slice(names.indexOf(name)), name];
    } else if (!finished.has(name)) {
      open.add(name);
      trail.push({ name, next: 0 });
    }
  }
  return null;
}
