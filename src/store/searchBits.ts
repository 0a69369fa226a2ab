/** Bits of a block of dialogs: how a row of search_bits holds them, and how sets are made of them. */
import type { SearchSet } from '../condition/condition.ts';

export const blockSize = 16_384;
const bytes = blockSize / 8;
/** Beyond, bits are not longer than numbers of two bytes; the lengths never meet. */
const mostListed = 1000;

/** A block's bits; bit n is bit n % 8 of byte n / 8. */
export type Bits = Uint32Array<ArrayBuffer>;

export const noBits = (): Bits => new Uint32Array(bytes / 4);
const bytesOf = (bits: Bits): Uint8Array => new Uint8Array(bits.buffer);

/** Changes of one row: position * 2, plus 1 where the bit is set and not taken away. */
export type Changes = readonly number[];

/** The row after the changes, null when no bit is left. */
export function changeRow(row: Buffer | null, changes: Changes): Buffer | null {
  const listed = row === null || row.length < bytes;
  if (listed && (row?.length ?? 0) / 2 + changes.length <= mostListed) return changeList(row, changes);
  const bits = noBits();
  if (row) addRow(bits, row);
  const flat = bytesOf(bits);
  for (const change of changes) {
    const at = change >> 4;
    const bit = 1 << ((change >> 1) & 7);
    const byte = flat[at] ?? 0;
    flat[at] = change & 1 ? byte | bit : byte & ~bit;
  }
  const positions = positionsIn(bits);
  if (positions.length === 0) return null;
  return positions.length > mostListed ? Buffer.from(flat) : listOf(positions.reverse());
}

function changeList(row: Buffer | null, changes: Changes): Buffer | null {
  const positions = new Set(row ? positionsOf(row) : []);
  for (const change of changes) {
    if (change & 1) positions.add(change >> 1);
    else positions.delete(change >> 1);
  }
  return positions.size === 0 ? null : listOf([...positions].sort((left, right) => left - right));
}

function listOf(ascending: readonly number[]): Buffer {
  const row = Buffer.allocUnsafe(ascending.length * 2);
  for (let n = 0; n < ascending.length; n += 1) row.writeUInt16LE(ascending[n] ?? 0, n * 2);
  return row;
}

function positionsOf(row: Buffer): number[] {
  const positions: number[] = [];
  for (let at = 0; at < row.length; at += 2) positions.push(row.readUInt16LE(at));
  return positions;
}

/** Sets the bits of a row. */
export function addRow(bits: Bits, row: Buffer): void {
  const flat = bytesOf(bits);
  if (row.length === bytes) {
    for (let at = 0; at < bytes; at += 1) flat[at] = (flat[at] ?? 0) | (row[at] ?? 0);
    return;
  }
  for (let at = 0; at < row.length; at += 2) addBit(flat, row.readUInt16LE(at));
}

const addBit = (flat: Uint8Array, position: number): void => {
  flat[position >> 3] = (flat[position >> 3] ?? 0) | (1 << (position & 7));
};

/** Sets the bits of dialogs that are of this block; others are passed over. */
export function addDialogs(bits: Bits, block: number, ids: readonly number[]): void {
  const flat = bytesOf(bits);
  for (const id of ids) if (blockOf(id) === block) addBit(flat, id % blockSize);
}

export const blockOf = (id: number): number => Math.floor(id / blockSize);

/** Positions of the bits that are set, highest first. */
export function positionsIn(bits: Bits): number[] {
  const flat = bytesOf(bits);
  const positions: number[] = [];
  for (let at = bytes - 1; at >= 0; at -= 1) {
    const byte = flat[at] ?? 0;
    if (byte === 0) continue;
    for (let bit = 7; bit >= 0; bit -= 1) if (byte & (1 << bit)) positions.push(at * 8 + bit);
  }
  return positions;
}

/** A set whose marks are known by their terms. */
export type TermSet =
  | { of: 'everything' | 'nothing' }
  | { of: 'terms'; terms: readonly number[] }
  | { of: 'complement'; set: TermSet }
  | { of: 'all' | 'any'; sets: readonly TermSet[] };

/** Finds the terms of marks and pieces; many marks under one `any` become one list. */
export function resolveSet(
  set: SearchSet,
  termsOf: (leaf: Extract<SearchSet, { of: 'mark' | 'containing' }>) => readonly number[],
): TermSet {
  switch (set.of) {
    case 'everything':
    case 'nothing':
      return set;
    case 'mark':
    case 'containing':
      return { of: 'terms', terms: termsOf(set) };
    case 'complement':
      return { of: 'complement', set: resolveSet(set.set, termsOf) };
    default: {
      const sets = set.sets.map((one) => resolveSet(one, termsOf));
      if (set.of === 'all') return { of: 'all', sets };
      const terms = sets.flatMap((one) => (one.of === 'terms' ? one.terms : []));
      return { of: 'any', sets: [{ of: 'terms', terms }, ...sets.filter((one) => one.of !== 'terms')] };
    }
  }
}

export function termsIn(set: TermSet): number[] {
  switch (set.of) {
    case 'everything':
    case 'nothing':
      return [];
    case 'terms':
      return [...set.terms];
    case 'complement':
      return termsIn(set.set);
    default:
      return set.sets.flatMap(termsIn);
  }
}

/** The set's bits in a block, from the block's rows by term; bits of dialogs that do not exist mean nothing. */
export function bitsOf(set: TermSet, rows: ReadonlyMap<number, Buffer>): Bits {
  switch (set.of) {
    case 'everything':
      return noBits().fill(0xffff_ffff);
    case 'nothing':
      return noBits();
    case 'terms': {
      const bits = noBits();
      for (const term of set.terms) {
        const row = rows.get(term);
        if (row) addRow(bits, row);
      }
      return bits;
    }
    case 'complement': {
      const bits = bitsOf(set.set, rows);
      for (let n = 0; n < bits.length; n += 1) bits[n] = ~(bits[n] ?? 0);
      return bits;
    }
    default: {
      const bits = bitsOf({ of: set.of === 'all' ? 'everything' : 'nothing' }, rows);
      for (const one of set.sets) combine(set.of, bits, bitsOf(one, rows));
      return bits;
    }
  }
}

/** Changes `bits` to what both have (`all`), or either (`any`). */
export function combine(how: 'all' | 'any', bits: Bits, others: Bits): void {
  for (let n = 0; n < bits.length; n += 1) {
    const [left, right] = [bits[n] ?? 0, others[n] ?? 0];
    bits[n] = how === 'all' ? left & right : left | right;
  }
}
