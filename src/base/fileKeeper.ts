/** Where files are kept, as whoever stores or shows one sees it; the room `file` has the storages. */
import type { Result } from './result.ts';

/** Content is read when it is iterated over, once: what is not read costs nothing and need not be closed. */
export type OpenFile = { content: AsyncIterable<Uint8Array>; size: number };

/** `type` is the media type that the content's first bytes tell, null for unknown ones. */
export type Kept = { place: string; sha256: string; size: number; type: string | null };

export type FileKeeper = {
  /**
   * Keeps what comes, streamed: it is never in memory as a whole. `place` is the storage's own name of it,
   * to be used once: the same content kept again has another one. Fails with a reason for people when there
   * are more than `limitBytes`; throws what the content throws, or what the storage says. Nothing is left
   * of an attempt that failed.
   */
  keep(content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Result<Kept, string>>;
  /** Null: there is none (any more). `part` is of bytes, `to` included; `size` is always the whole file's. */
  open(place: string, part?: { from: number; to: number }): Promise<OpenFile | null>;
  /** Removing what is not there is done as well. */
  remove(place: string): Promise<void>;
};

/** `name` is the last part of its path; `sha256` (hexadecimal) and `type` are its content's, as of a kept file. */
export type OwnFile = OpenFile & { name: string; sha256: string; type: string | null };

/** The owner's own files, which flows name by their path: `pictures/hello.jpg`. */
export type OwnFiles = {
  /** Null: the folder has no such file, or the path would lead out of it. */
  open(path: string, part?: { from: number; to: number }): Promise<OwnFile | null>;
};
