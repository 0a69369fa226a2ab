import { createHash } from 'node:crypto';

/** JSON with sorted keys: the same value, the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
      : one,
  );
}

/** 22 letters that change whenever the part changes; '' for one that is not there. */
export const revisionOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : createHash('sha256').update(canonicalJson(value)).digest('base64url').slice(0, 22);
