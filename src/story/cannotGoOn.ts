/** Ends a story where it stands: it asks for what cannot be, or would never end. */
export class CannotGoOn extends Error {
  /** The key of the line that is to blame. */
  readonly key: readonly (string | number)[];
  constructor(reason: string, key: readonly (string | number)[] = []) {
    super(reason);
    this.key = key;
  }
}
