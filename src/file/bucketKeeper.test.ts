import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3Server } from '../../test/support/s3Server.ts';
import { createBucketKeeper } from './bucketKeeper.ts';

let storage: S3Server;
let incoming = '';
beforeAll(async () => {
  storage = await startS3Server();
  incoming = await mkdtemp(join(tmpdir(), 'signalbox-bucket-'));
});
afterAll(async () => {
  await storage.stop();
  await rm(incoming, { recursive: true, force: true });
});

async function* bytes(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function allOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

describe('a keeper in a bucket', () => {
  it('keeps, shows whole and in part, and removes, with every request signed', async () => {
    const keeper = createBucketKeeper(storage.settings, incoming);
    const large = Buffer.alloc(6 * 1024 * 1024, 7);
    const kept = await keeper.keep(bytes(Buffer.from('%PDF-'), large), large.length + 5);
    if (!kept.ok) throw new Error(kept.reason);
    const { place, size, type } = kept.value;
    expect([size, type]).toEqual([large.length + 5, 'application/pdf']);
    expect([...storage.objects.keys()]).toEqual([`received/${place}`]);
    const whole = await keeper.open(place);
    expect(whole && (await allOf(whole.content)).equals(Buffer.concat([Buffer.from('%PDF-'), large]))).toBe(
      true,
    );
    const part = await keeper.open(place, { from: 1, to: 3 });
    expect([part?.size, part && (await allOf(part.content)).toString()]).toEqual([size, 'PDF']);
    await keeper.remove(place);
    await keeper.remove(place);
    expect([storage.objects.size, await keeper.open(place)]).toEqual([0, null]);
    expect(storage.log.filter((line) => !/ 20[046]$/.test(line))).toEqual(['HEAD 404']);
  });

  it('leaves no temporary file, whatever becomes of it', async () => {
    const keeper = createBucketKeeper(storage.settings, incoming);
    expect((await keeper.keep(bytes(Buffer.alloc(10)), 9)).ok).toBe(false);
    storage.refuseNext.push(403);
    await expect(keeper.keep(bytes(Buffer.alloc(9)), 9)).rejects.toThrow();
    expect([await readdir(incoming), storage.objects.size]).toEqual([[], 0]);
  });

  it('says no more than that it was refused when the keys are wrong', async () => {
    const wrong = createBucketKeeper({ ...storage.settings, secretKey: 'a-wrong-secret-key' }, incoming);
    const error: unknown = await wrong.keep(bytes(Buffer.alloc(1)), 9).catch((reason: unknown) => reason);
    expect(String(error)).toContain('SignatureDoesNotMatch');
    expect(JSON.stringify(error)).not.toContain('a-wrong-secret-key');
    expect(storage.objects.size).toBe(0);
  });
});
