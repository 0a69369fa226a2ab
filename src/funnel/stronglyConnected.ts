/**
 * Groups of nodes that can all reach each other (Tarjan's algorithm, linear, without recursion: a chain
 * of a hundred thousand steps must not end our stack). A group comes before those that lead to it.
 */
export function stronglyConnected(ways: readonly (readonly number[])[]): number[][] {
  const order = new Int32Array(ways.length).fill(-1);
  const low = new Int32Array(ways.length);
  const open = new Uint8Array(ways.length);
  const stack: number[] = [];
  const groups: number[][] = [];
  let count = 0;
  const enter = (node: number): { node: number; next: number } => {
    order[node] = count;
    low[node] = count;
    count += 1;
    stack.push(node);
    open[node] = 1;
    return { node, next: 0 };
  };
  const lower = (node: number, to: number): void => {
    low[node] = Math.min(low[node] ?? 0, to);
  };
  for (let root = 0; root < ways.length; root += 1) {
    if (order[root] !== -1) continue;
    const trail = [enter(root)];
    for (let last = trail.at(-1); last; last = trail.at(-1)) {
      const to = ways[last.node]?.[last.next++];
      if (to === undefined) {
        trail.pop();
        const parent = trail.at(-1);
        if (parent) lower(parent.node, low[last.node] ?? 0);
        if (low[last.node] === order[last.node]) groups.push(takeGroup(last.node, stack, open));
      } else if (order[to] === -1) trail.push(enter(to));
      else if (open[to]) lower(last.node, order[to] ?? 0);
    }
  }
  return groups;
}

function takeGroup(node: number, stack: number[], open: Uint8Array): number[] {
  const group = stack.splice(stack.lastIndexOf(node));
  for (const one of group) open[one] = 0;
  return group.sort((left, right) => left - right);
}
