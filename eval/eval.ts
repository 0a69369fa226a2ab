/** The command behind `npm run eval`. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describeProblems, readConfig } from '../src/config.ts';
import { evaluate } from './evaluate.ts';

const own = join(import.meta.dirname, 'conversations');
const config = readConfig();
if (config.ok) {
  process.exitCode = await evaluate(process.argv.slice(2), config.value, {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    conversations: async () => (await readdir(own)).sort().map((name) => join(own, name)),
    folder: resolve('.'),
  });
} else {
  process.stderr.write(`${describeProblems(config.reason)}\n`);
  process.exitCode = 2;
}
