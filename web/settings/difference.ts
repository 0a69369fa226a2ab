/** What has changed between two states of the settings, for whoever saved too late. */

export type Difference = { path: string; before: unknown; after: unknown };

/** Leaf by leaf; members of lists are told apart by their `key` where they have one. */
export function difference(before: unknown, after: unknown, path = ''): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const left = partsOf(before);
  const right = partsOf(after);
  if (!left || !right) return [{ path, before, after }];
  const names = new Set([...left.keys(), ...right.keys()]);
  const found = [...names].flatMap((name) =>
    difference(left.get(name), right.get(name), path === '' ? name : `${path}.${name}`),
  );
  // The same parts in another order.
  return found.length > 0 ? found : [{ path, before, after }];
}

function partsOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const keys = value.map(keyOf);
  if (keys.some((key) => key === null)) return null;
  return new Map(value.map((one, index) => [keys[index] ?? '', one]));
}

function keyOf(one: unknown): string | null {
  const key = typeof one === 'object' && one !== null && 'key' in one ? one.key : null;
  return typeof key === 'string' ? key : null;
}
