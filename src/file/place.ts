/** Names of kept files: made by us alone, so that no name from outside ever becomes a path. */
import { randomBytes } from 'node:crypto';

const shape = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{60}-[0-9a-f]{16}$/;

/**
 * `ab/cd/<rest of the SHA-256>-<random>`. The same content kept twice lies in two places: what is erased
 * with one lead is then never the file of another one.
 */
export function newPlace(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256.slice(4)}-${randomBytes(8).toString('hex')}`;
}

/** The place itself; throws for anything that `newPlace` cannot have made. */
export function readPlace(place: string): string {
  if (!shape.test(place)) throw new Error('a stored file has a place that is none of ours');
  return place;
}
