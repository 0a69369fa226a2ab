/** The storage that the configuration asks for. */
import { join } from 'node:path';
import type { FileKeeper, OwnFiles } from '../base/fileKeeper.ts';
import { type BucketSettings, createBucketKeeper } from './bucketKeeper.ts';
import { createDiskKeeper } from './diskKeeper.ts';
import { createOwnFiles } from './ownFiles.ts';
import { sweepSpool } from './spool.ts';

/** `bucket` null: files lie under `dataDir`, which is absolute. */
export type StorageSettings = { dataDir: string; bucket: BucketSettings | null };

export type Files = { keeper: FileKeeper; own: OwnFiles };

/** Kept files under `received`, the owner's own under `files`. Temporary files of earlier crashes are removed. */
export function openFiles({ dataDir, bucket }: StorageSettings, now: number): Files {
  const received = join(dataDir, 'received');
  const incoming = join(received, 'incoming');
  void sweepSpool(incoming, now);
  return {
    keeper: bucket ? createBucketKeeper(bucket, incoming) : createDiskKeeper(received),
    own: createOwnFiles(join(dataDir, 'files')),
  };
}
