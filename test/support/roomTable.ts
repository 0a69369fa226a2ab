/** Reads ARCHITECTURE.md's table of who may import whom. */

export type Permission = 'all' | 'types' | 'none';

export type RoomTable = {
  /** Rooms and root files in the order of the table. */
  rooms: string[];
  pure: ReadonlySet<string>;
  permission: (from: string, to: string) => Permission;
};

type Row = { rooms: string[]; mayImport: string; kind: string };

/** Throws when the table is missing or a cell says what this reader does not understand. */
export function readRoomTable(markdown: string): RoomTable {
  const rows = readRows(markdown);
  const rooms = rows.flatMap((row) => row.rooms);
  const pure = new Set(rows.filter((row) => row.kind === 'pure').flatMap((row) => row.rooms));
  const allowed = new Map<string, Map<string, Permission>>();
  rows.forEach((row, index) => {
    const above = rows.slice(0, index).flatMap((earlier) => earlier.rooms);
    const targets = readCell(row.mayImport, { rooms, pure: [...pure], above });
    for (const room of row.rooms) allowed.set(room, targets);
  });
  return { rooms, pure, permission: (from, to) => allowed.get(from)?.get(to) ?? 'none' };
}

function readRows(markdown: string): Row[] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => /^\| *room *\| *may import *\| *kind *\|$/.test(line));
  if (start < 0) throw new Error('ARCHITECTURE.md has no table "room | may import | kind"');
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? undefined : end).map((line) => {
    const [rooms = '', mayImport = '', kind = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    return { rooms: rooms.split(/, */), mayImport, kind };
  });
}

type Groups = { rooms: string[]; pure: string[]; above: string[] };

function readCell(cell: string, groups: Groups): Map<string, Permission> {
  const targets = new Map<string, Permission>();
  const give = (names: string[], permission: Permission) => {
    for (const name of names) targets.set(name, permission);
  };
  const text = cell.replace(/ *\(carriers are handed in\)/, '');
  if (text === '-') return targets;
  for (const part of text.split(/; */)) {
    const except = /^pure rooms except (\w+)$/.exec(part);
    const typesOnly = /^pure rooms \(of (\w+): types only\)$/.exec(part);
    if (part === 'everything') give(groups.rooms, 'all');
    else if (part === 'every room above') give(groups.above, 'all');
    else if (part === 'types of api/contract.ts') give(['api/contract.ts'], 'types');
    else if (except || typesOnly) {
      give(groups.pure, 'all');
      give([(except ?? typesOnly)?.[1] ?? ''], except ? 'none' : 'types');
    } else give(readNames(part, groups), 'all');
  }
  return targets;
}

function readNames(part: string, groups: Groups): string[] {
  return part.split(/, */).flatMap((name) => {
    if (name === 'pure rooms') return groups.pure;
    if (groups.rooms.includes(name)) return [name];
    throw new Error(`the table of rooms names ${JSON.stringify(name)}, which is no room of it`);
  });
}
