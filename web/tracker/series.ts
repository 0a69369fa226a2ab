/** One line of a picture: its name and a count for each day. */
export type Series = { name: string; counts: readonly number[] };
