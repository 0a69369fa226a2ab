/**
 * The guards of the house. Each takes sources by path and answers what breaks its rule, as
 * `path:line reason`; none touches the disk, so that samples can prove that each one works.
 */
import { codeRules } from './codeRules.ts';
import type { RoomTable } from './roomTable.ts';
import { scan } from './sourceScan.ts';

export type Sources = ReadonlyMap<string, string>;

export type Guard = (sources: Sources, table: RoomTable) => string[];

const baseFiles = [
  ...['result', 'id', 'instant', 'decimal', 'refusal', 'assert'],
  ...['entity', 'media', 'fileKeeper', 'rights'],
];
/** Shapes of the control API: `contract.ts`, and one file more for each of its larger parts. */
const contract = /^src\/api\/contract[A-Za-z]*\.ts$/;

/** The room of a path: `src/flow/step/x.ts` is of `flow`, `src/main.ts` is its own; null outside. */
export function roomOf(path: string): string | null {
  if (path.startsWith('web/')) return 'web';
  return /^src\/([^/]+)/.exec(path)?.[1] ?? null;
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

const knownRooms: Guard = (sources, table) =>
  inRooms(sources)
    .filter(({ path, room }) => !table.rooms.includes(room) && !isTest(path))
    .map(({ path, room }) => `${path}:1 ${room} is not in the table of rooms`);

const mayImport: Guard = (sources, table) =>
  crossings(sources).flatMap(({ path, line, room, target, to, typeOnly }) => {
    if (!to) {
      const outside = /^(test|bench|bin|eval)\//.test(target);
      return outside ? [`${path}:${line} the product does not import ${target}`] : [];
    }
    const own = contract.test(target) ? table.permission(room, 'api/contract.ts') : 'none';
    const permission = own === 'none' ? table.permission(room, to) : own;
    if (permission === 'all' || (permission === 'types' && typeOnly)) return [];
    return [
      `${path}:${line} ${room} may ${permission === 'types' ? 'only import types' : 'not import'} of ${to}`,
    ];
  });

const doorOnly: Guard = (sources) =>
  crossings(sources).flatMap(({ path, line, room, target, to }) => {
    if (!to || to === 'web' || to === 'base' || to.endsWith('.ts')) return [];
    if (target === `src/${to}/${to}.ts` || (room === 'web' && contract.test(target))) return [];
    return [`${path}:${line} ${to} is entered by src/${to}/${to}.ts, not by ${target}`];
  });

const noCycles: Guard = (sources) => {
  const edges = new Map<string, string[]>();
  for (const path of product(sources)) {
    const targets = scan(path, sources.get(path) ?? '').imports.map(({ target }) => target ?? '');
    edges.set(path, targets);
  }
  return crossings(sources)
    .filter(({ path, target }) => reaches(target, path, edges))
    .map(({ path, line, target }) => `${path}:${line} ${target} imports it back`);
};

function reaches(from: string, goal: string, edges: Map<string, string[]>): boolean {
  const seen = new Set([from]);
  for (const path of seen) {
    for (const next of edges.get(path) ?? []) seen.add(next);
  }
  return seen.has(goal);
}

const depth: Guard = (sources) =>
  [...sources.keys()]
    .filter((path) => path.split('/').length > 4)
    .map((path) => `${path}:1 lies deeper than three folders`);

const fileNames: Guard = (sources) =>
  [...sources.keys()].flatMap((path) => {
    const name = path.split('/').at(-1) ?? '';
    if (!/^[a-z][A-Za-z0-9]*(\.test|\.config)?\.tsx?$/.test(name)) return [`${path}:1 is not in camelCase`];
    const vague = /^(utils?|helpers?|common|index|types)\./.test(name);
    return vague ? [`${path}:1 is not named by what it exports`] : [];
  });

const baseClosed: Guard = (sources) =>
  [...sources.keys()].flatMap((path) => {
    const name = /^src\/base\/(.+?)(\.test)?\.tsx?$/.exec(path)?.[1];
    return name && !baseFiles.includes(name) ? [`${path}:1 base is a closed list`] : [];
  });

/** Every guard by the name that its samples in test/house carry. */
export const houseRules: Record<string, Guard> = {
  knownRooms,
  mayImport,
  doorOnly,
  noCycles,
  depth,
  fileNames,
  baseClosed,
  ...codeRules,
};

/** What runs in the product: the sources of the rooms without their tests. */
export function product(sources: Sources): string[] {
  return [...sources.keys()].filter((path) => roomOf(path) && !isTest(path));
}

function inRooms(sources: Sources): { path: string; room: string }[] {
  return [...sources.keys()].flatMap((path) => {
    const room = roomOf(path);
    return room ? [{ path, room }] : [];
  });
}

type Crossing = {
  path: string;
  line: number;
  room: string;
  target: string;
  to: string | null;
  typeOnly: boolean;
};

/** The imports of the product that leave their room. */
function crossings(sources: Sources): Crossing[] {
  return product(sources).flatMap((path) => {
    const room = roomOf(path) ?? '';
    return scan(path, sources.get(path) ?? '').imports.flatMap(({ target, typeOnly, line }) => {
      if (target === null) return [];
      const to = roomOf(target);
      return to === room ? [] : [{ path, line, room, target, to, typeOnly }];
    });
  });
}
