#!/usr/bin/env node
// The command line: `signalbox <plan|apply|export|lint|simulate|replay|migrate> ...`.
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { node24, root, run } from './node24.mjs';

const entry = join(root, 'src/commandLine.ts');
await ensureInstalled();
// Files are named as seen from where the user stands.
process.exitCode = await run(node24(), [entry, ...process.argv.slice(2)], { cwd: process.cwd() });
