/** Whose marks count: somebody who has signed in by their id, a key by its name. */
import type { Principal } from '../store/store.ts';

export const personOf = ({ kind, userId, name }: Principal): string =>
  userId === undefined ? `${kind}:${name}` : `user:${userId}`;
