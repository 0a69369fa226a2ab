// The launcher behind the npm scripts: sets up what is missing and runs one job on Node 24.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildWeb, ensureBuilt } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { node24, root, run } from './node24.mjs';

const vitest = 'node_modules/vitest/vitest.mjs';
const biome = 'node_modules/@biomejs/biome/bin/biome';

const jobs = {
  start: async (args) => {
    await ensureBuilt();
    // Young objects of a batch die before its end: with V8's 16 MB they were carried into the old space and
    // the process grew to 440 MB under full load; with 8 MB it stays near 320 MB at the same speed.
    return run(node24(), ['--max-semi-space-size=8', 'src/main.ts', ...args]);
  },
  test: async (args) => {
    await ensureBuilt();
    const env = { CHROMIUM_PATH: await ensureChromium() };
    return run(node24(), [vitest, 'run', ...args], { env });
  },
  check: async (args) => {
    const projects = ['tsconfig.json', 'tsconfig.pure.json', 'web/tsconfig.json'];
    const wanted = projects.filter((project) => existsSync(join(root, project)));
    const codes = await Promise.all([
      quietly('format and lint', [biome, 'check']),
      ...wanted.map((project) =>
        quietly(`types (${project})`, ['node_modules/typescript/bin/tsc', '-p', project]),
      ),
    ]);
    codes.push(await run(node24(), [vitest, 'run', '--project', 'unit', ...args]));
    return codes.find((code) => code !== 0) ?? 0;
  },
  bench: (args) => run(node24(), ['bench/bench.ts', ...args]),
  eval: (args) => run(node24(), ['eval/eval.ts', ...args]),
  'fake-telegram': (args) => run(node24(), ['test/support/fakeTelegram/alone.ts', ...args]),
  build: (args) => buildWeb(args),
  format: (args) => run(node24(), [biome, 'check', '--write', ...args]),
};

/** Runs a job beside others: its output is shown whole at its end, and only when it failed. */
async function quietly(name, args) {
  const output = [];
  const started = Date.now();
  const code = await run(node24(), args, { output });
  console.log(
    `${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code;
}

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(jobs, name ?? '')) {
  console.error(`usage: node bin/run.mjs <${Object.keys(jobs).join('|')}> [arguments]`);
  process.exit(2);
}
await ensureInstalled();
process.exitCode = await jobs[name](args);
