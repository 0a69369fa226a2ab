import { defineConfig } from 'vitest/config';

const minutes = 60_000;

/**
 * Three kinds of tests, run one kind after another (`groupOrder`): stories and browsers measure
 * nothing, but they wait for real servers, which a machine busy with unit tests would starve.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'web/**/*.test.{ts,tsx}',
            'test/rooms.test.ts',
            'test/sentences.test.ts',
          ],
          exclude: ['**/node_modules/**', 'web/dist/**'],
          testTimeout: minutes,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'story',
          include: ['test/**/*.test.ts'],
          exclude: ['test/rooms.test.ts', 'test/sentences.test.ts', 'test/browser/**', 'test/house/**'],
          testTimeout: 2 * minutes,
          hookTimeout: 2 * minutes,
          // Each file may start a database of its own: two at once fill two cores.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 2 * minutes,
          hookTimeout: 2 * minutes,
          fileParallelism: false,
          // Tests of one file that say that they may run at once: two pages fill two cores.
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
