/** The terms of one dialog as dialog_search keeps them: distances between ascending ids, seven bits a byte. */

export function packTerms(ascending: readonly number[]): Buffer {
  const bytes: number[] = [];
  let before = 0;
  for (const term of ascending) {
    let distance = term - before;
    before = term;
    while (distance > 0x7f) {
      bytes.push((distance & 0x7f) | 0x80);
      distance >>>= 7;
    }
    bytes.push(distance);
  }
  return Buffer.from(bytes);
}

export function unpackTerms(packed: Buffer): number[] {
  const terms: number[] = [];
  let before = 0;
  let distance = 0;
  let shift = 0;
  for (const byte of packed) {
    distance += (byte & 0x7f) << shift;
    shift += 7;
    if (byte & 0x80) continue;
    before += distance;
    terms.push(before);
    distance = 0;
    shift = 0;
  }
  return terms;
}

/** Terms that only one of two ascending lists has. */
export function differences(
  before: readonly number[],
  after: readonly number[],
): { added: number[]; removed: number[] } {
  const added: number[] = [];
  const removed: number[] = [];
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    const [old, fresh] = [before[left] ?? Number.POSITIVE_INFINITY, after[right] ?? Number.POSITIVE_INFINITY];
    if (old < fresh) removed.push(old);
    if (fresh < old) added.push(fresh);
    if (old <= fresh) left += 1;
    if (fresh <= old) right += 1;
  }
  return { added, removed };
}
