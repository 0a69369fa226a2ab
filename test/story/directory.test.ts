/** What the public edges look ids up in, while owners change what they draw. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyFunnel } from '../../src/funnel/funnel.ts';
import { createSealer, ensureDefaultSpace, keepDirectory } from '../../src/store/store.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let test: TestDatabase;
let spaceId = '';

beforeAll(async () => {
  test = await testDatabase();
  ({ spaceId } = await ensureDefaultSpace(test.database, randomUUID));
});
afterAll(() => test?.drop());

const apply = (...keys: string[]) =>
  applyFunnel(
    test.database,
    {
      spaceId,
      publicUrl: 'https://x',
      env: {},
      sealer: createSealer('a secret of the test'),
      newId: randomUUID,
    },
    { version: 1, postbacks: keys.map((key) => ({ key, network: 'custom' })) },
  );

describe('the directory', () => {
  it('passes no announcement over, however quickly they come', async () => {
    const keeper = await keepDirectory(test.database, () => 1_700_000_000_000);
    for (const keys of [['a'], ['a', 'b'], ['a', 'b', 'c']]) {
      await apply(...keys);
      await keeper.renew();
      expect(keeper.current().postbacks.size).toBe(keys.length);
    }
    // Announced while a look is under way, which may have been too early.
    const looks = [];
    for (const key of ['d', 'e', 'f']) {
      const applied = apply('a', 'b', 'c', key);
      looks.push(keeper.renew());
      await applied;
      looks.push(keeper.renew());
    }
    await Promise.all(looks);
    expect(keeper.current().postbacks.size).toBe(6);
  });

  it('looks for an unknown id at most twice a second', async () => {
    let now = 1_700_000_000_000;
    const keeper = await keepDirectory(test.database, () => now);
    const known = keeper.current().postbacks.size;
    await keeper.refresh();
    await apply('g');
    expect((await keeper.refresh()).postbacks.size).toBe(known);
    now += 500;
    expect((await keeper.refresh()).postbacks.size).toBe(known + 1);
  });
});
