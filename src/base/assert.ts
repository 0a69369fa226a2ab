/** Throws when an invariant of our own code is broken; never used on outside input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}

/** Makes the compiler prove that a union has been handled whole. */
export function unreachable(value: never): never {
  throw new Error(`broken invariant: unhandled ${JSON.stringify(value)}`);
}
