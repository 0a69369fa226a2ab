/** Files in an S3-compatible storage. The library is loaded when the first file is asked for: others go without. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { FileKeeper } from '../base/fileKeeper.ts';
import { fail, ok } from '../base/result.ts';
import { tooLarge } from './diskKeeper.ts';
import { newPlace, readPlace } from './place.ts';
import { spool } from './spool.ts';

export type BucketSettings = {
  /** http or https, without a slash at its end; the bucket's name follows in the path. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
};

type Bucket = { sdk: typeof import('@aws-sdk/client-s3'); client: S3Client };

/** So that a bucket may hold other things as well. */
const keyOf = (place: string): string => `received/${readPlace(place)}`;

/**
 * What comes goes through a temporary file of the folder `incoming`: a storage wants to know the length
 * first, and its sum is signed with the request, so that a byte that changes on the way is refused.
 */
export function createBucketKeeper(settings: BucketSettings, incoming: string): FileKeeper {
  let opened: Promise<Bucket> | null = null;
  const bucket = (): Promise<Bucket> => {
    opened ??= openBucket(settings);
    return opened;
  };
  const { bucket: Bucket } = settings;
  return {
    keep: async (content, limitBytes) => {
      const spooled = await spool(incoming, content, limitBytes);
      if (!spooled) return fail(tooLarge(limitBytes));
      const { path, sha256, size, type } = spooled;
      const place = newPlace(sha256);
      try {
        const { sdk, client } = await bucket();
        const Body = createReadStream(path);
        const put = new sdk.PutObjectCommand({ Bucket, Key: keyOf(place), Body, ContentLength: size });
        signSum(put, sha256);
        await client.send(put);
      } finally {
        await rm(path, { force: true });
      }
      return ok({ place, sha256, size, type });
    },
    open: async (place, part) => {
      const { sdk, client } = await bucket();
      const Key = keyOf(place);
      const head = new sdk.HeadObjectCommand({ Bucket, Key });
      const found = await client.send(head).catch((error: unknown) => {
        if (error instanceof sdk.NotFound || error instanceof sdk.NoSuchKey) return null;
        throw error;
      });
      if (!found) return null;
      return { size: found.ContentLength ?? 0, content: read({ sdk, client }, Bucket, Key, part) };
    },
    remove: async (place) => {
      const { sdk, client } = await bucket();
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: keyOf(place) }));
    },
  };
}

const nothing = (): void => undefined;

async function openBucket({ endpoint, region, accessKey, secretKey }: BucketSettings): Promise<Bucket> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    forcePathStyle: true,
    // Storages other than Amazon's do not know the sums that the library adds by itself.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // What goes wrong is thrown; the library would write it to the standard output as well.
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  return { sdk, client };
}

async function* read(
  { sdk, client }: Bucket,
  name: string,
  Key: string,
  part?: { from: number; to: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const Range = part ? { Range: `bytes=${part.from}-${part.to}` } : {};
  const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: name, Key, ...Range }));
  if (Body) yield* Body.transformToWebStream();
}

type Put = InstanceType<Bucket['sdk']['PutObjectCommand']>;

/** The library signs a stream as "unsigned payload" unless it is told the sum. */
function signSum(put: Put, sha256: string): void {
  put.middlewareStack.add(
    (next) => (given) => {
      const { request } = given;
      if (typeof request === 'object' && request !== null && 'headers' in request) {
        Object.assign(request.headers ?? {}, { 'x-amz-content-sha256': sha256 });
      }
      return next(given);
    },
    { step: 'build', name: 'signSum' },
  );
}
