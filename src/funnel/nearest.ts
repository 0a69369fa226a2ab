/** Names that are most likely a slip of the pen for another. */

/**
 * The known name that `name` was probably meant to be, or null: the same letters and digits in another
 * case or with other signs between them (`First_Deposit_`), or one slip away, two in a name of eight
 * letters or more. Names that differ in their numbers only (`level_4`, `level_5`) are never alike.
 */
export function nearest(name: string, known: Iterable<string>): string | null {
  const bare = lettersAndDigits(name);
  let best: string | null = null;
  let distance = 3;
  for (const candidate of known) {
    if (candidate === name) continue;
    const other = lettersAndDigits(candidate);
    if (other === '' || (other !== bare && withoutDigits(other) === withoutDigits(bare))) continue;
    const most = Math.min(mostSlips(Math.max(bare.length, other.length)), distance - 1);
    const slips = other === bare ? 0 : slipsBetween(bare, other, most);
    if (slips <= most) {
      best = candidate;
      distance = slips;
    }
    if (distance === 0) break;
  }
  return best;
}

/** Looks for the name that was meant; see `createSuggest`. */
export type Suggest = (name: string, known: Iterable<string>) => string | null;

/** Names compared for one file, about half a second. A file with so many slips has other troubles. */
const mostCompared = 300_000;

/** `nearest` for the many names of one file: each is looked for once in a set, and not without an end. */
export function createSuggest(): Suggest {
  const found = new Map<Iterable<string>, Map<string, string | null>>();
  let left = mostCompared;
  function* counted(known: Iterable<string>) {
    for (const candidate of known) {
      left -= 1;
      if (left < 0) return;
      yield candidate;
    }
  }
  return (name, known) => {
    const names = found.get(known) ?? new Map<string, string | null>();
    found.set(known, names);
    const before = names.get(name);
    if (before !== undefined) return before;
    const meant = nearest(name, counted(known));
    names.set(name, meant);
    return meant;
  };
}

const lettersAndDigits = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const withoutDigits = (text: string): string => text.replace(/\p{N}/gu, '');

/** In short names another letter is another word: `sale` and `sole`. */
const mostSlips = (length: number): number => (length >= 8 ? 2 : length >= 5 ? 1 : 0);

/** Letters put in, left out or replaced, and neighbours swapped; `most` + 1 when there are more than `most`. */
function slipsBetween(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, n) => n);
  for (let l = 1; l <= left.length; l += 1) {
    const next = [l];
    for (let r = 1; r <= right.length; r += 1) {
      const same = left[l - 1] === right[r - 1];
      let least = Math.min((row[r] ?? 0) + 1, (next[r - 1] ?? 0) + 1, (row[r - 1] ?? 0) + (same ? 0 : 1));
      if (l > 1 && r > 1 && left[l - 1] === right[r - 2] && left[l - 2] === right[r - 1]) {
        least = Math.min(least, (before[r - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    if (Math.min(...next) > most) return most + 1;
    before = row;
    row = next;
  }
  return row.at(-1) ?? most + 1;
}
