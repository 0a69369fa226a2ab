/** What tells two states of a part apart, so that a person can read it. */

export type PartDifference = {
  action: 'create' | 'update' | 'delete';
  /** `steps.hello.messages[0].text` */
  path: string;
  /** As JSON, cut; null where there was or is nothing. */
  before: string | null;
  after: string | null;
};

const mostDifferences = 200;
const longestShown = 200;

/** In the order of the newer state, what is gone last; at most 200. Things in lists are known by their keys. */
export function differencesOf(before: unknown, after: unknown): PartDifference[] {
  const found: PartDifference[] = [];
  compare('', before ?? undefined, after ?? undefined, found);
  return found;
}

function compare(path: string, before: unknown, after: unknown, found: PartDifference[]): void {
  if (found.length >= mostDifferences || before === after) return;
  const was = childrenOf(before);
  const is = childrenOf(after);
  if (was && is && canPair(was, is)) {
    const keyed = was.keyed || is.keyed;
    const names = new Set([...is.children.keys(), ...was.children.keys()]);
    for (const name of names) {
      const place = pathTo(path, name, is.list && !keyed);
      compare(place, was.children.get(name), is.children.get(name), found);
    }
    const moved = keyed && names.size === is.children.size && names.size === was.children.size;
    const order = (one: Children): string => JSON.stringify([...one.children.keys()]);
    if (moved && order(was) !== order(is)) {
      const [before, after] = [shown(order(was)), shown(order(is))];
      found.push({ action: 'update', path: `${path} (order)`, before, after });
    }
    return;
  }
  const [had, has] = [textOf(before), textOf(after)];
  if (had === has) return;
  const action = had === null ? 'create' : has === null ? 'delete' : 'update';
  found.push({ action, path, before: shown(had), after: shown(has) });
}

/** `keyed`: a list of objects with keys of their own, told apart by them. */
type Children = { keyed: boolean; list: boolean; children: Map<string, unknown> };

/** An empty list is of either kind. */
const canPair = (was: Children, is: Children): boolean =>
  was.list === is.list && (was.keyed === is.keyed || was.children.size === 0 || is.children.size === 0);

function childrenOf(value: unknown): Children | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return { keyed: false, list: false, children: new Map(Object.entries(value)) };
  const keys = value.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'key' in one && typeof one.key === 'string' ? one.key : null,
  );
  const keyed = value.length > 0 && !keys.includes(null) && new Set(keys).size === keys.length;
  return {
    keyed,
    list: true,
    children: new Map(value.map((one: unknown, n) => [keyed ? (keys[n] ?? '') : String(n), one])),
  };
}

const pathTo = (path: string, name: string, isIndex: boolean): string => {
  if (isIndex) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
};

const textOf = (value: unknown): string | null =>
  value === undefined ? null : (JSON.stringify(value) ?? null);

const shown = (text: string | null): string | null =>
  text === null || text.length <= longestShown ? text : `${text.slice(0, longestShown - 1).toWellFormed()}…`;

/** One line each, for a refusal that says what somebody else has changed. */
export function tellDifference({ action, before, after }: PartDifference): string {
  if (action === 'create') return `was added: ${after}`;
  return action === 'delete' ? `was removed: ${before}` : `was ${before}, is ${after} now`;
}
