/**
 * All jobs one after the other, each next to a baseline measured in the same run on the same machine;
 * prints the table and writes RESULTS.md. `--quick` shortens every job (a look, not a result).
 */
import { cpus, totalmem } from 'node:os';
import * as accept from './accept.ts';
import * as apply from './apply.ts';
import * as click from './click.ts';
import * as condition from './condition.ts';
import * as macro from './macro.ts';
import * as polledBots from './polledBots.ts';
import { writeTable } from './results.ts';
import * as story from './story.ts';
import * as turn from './turn.ts';
import * as update from './update.ts';

type Row = { job: string; figure: string; baseline: string; ratio: string; goal: string; notes: string };

const quick = process.argv.includes('--quick');
const large = process.argv.includes('--large');
const seconds = quick ? 5 : 15;
const sustained = quick ? 12 : 60;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US').replaceAll(',', ' ');
const ratio = (left: number, right: number): string => (left / right).toFixed(2);

async function acceptRows(): Promise<{ rows: Row[]; bare: number }> {
  const alone = await accept.run(seconds);
  const beside = await apply.run(quick ? 5 : 10);
  const bare = alone.bare.perSecond;
  return {
    bare,
    rows: [
      {
        job: 'accept, `ROLE=http`',
        figure: `${whole(alone.accept.perSecond)}/s, p99 ${alone.accept.p99} ms`,
        baseline: `bare Fastify ${whole(bare)}/s`,
        ratio: ratio(alone.accept.perSecond, bare),
        goal: '>= 0.40, p99 < 40 ms',
        notes: `${whole(alone.stored)} rows for ${whole(alone.accept.requests)} answers, ${whole(alone.memoryMb)} MB`,
      },
      {
        job: 'accept, turns in the same process',
        figure: `${whole(beside.load.perSecond)}/s, p99 ${beside.load.p99} ms`,
        baseline: `bare Fastify ${whole(bare)}/s`,
        ratio: ratio(beside.load.perSecond, bare),
        goal: '>= 0.20, p99 < 40 ms',
        notes: `${whole(beside.appliedPerSecond)} applied/s meanwhile`,
      },
    ],
  };
}

async function applyRows(): Promise<Row[]> {
  const dialogs = large ? 1_000_000 : 100_000;
  const result = await apply.run(sustained, dialogs);
  return [
    {
      job: `apply, ${sustained} s, ${whole(dialogs)} dialogs`,
      figure: `${whole(result.appliedPerSecond)}/s, p99 of accept ${result.load.p99} ms`,
      baseline: `accepted in the same run ${whole(result.load.perSecond)}/s`,
      ratio: ratio(result.appliedPerSecond, result.load.perSecond),
      goal: '>= 0.50, empty within 10 s, < 400 MB',
      notes: `backlog ${whole(result.backlogAtEnd)} empty after ${result.drainSeconds.toFixed(1)} s, ${whole(result.applied)} of ${whole(result.load.requests)} applied, ${whole(result.memoryMb)} MB`,
    },
    {
      job: 'start',
      figure: `${whole(result.startMs)} ms on existing data, ${whole(result.firstStartMs)} ms the first time`,
      baseline: '-',
      ratio: '-',
      goal: '< 5 s, first < 15 s',
      notes: "without the packages' installation",
    },
  ];
}

async function updateRows(): Promise<Row[]> {
  const dialogs = large ? 1_000_000 : 100_000;
  const result = await update.run(sustained, dialogs);
  const { calling, silent } = result.bare;
  const polled = await polledBots.run(quick ? 5 : 20);
  return [
    {
      job: `update, ${sustained} s, ${whole(dialogs)} dialogs`,
      figure: `${whole(result.answeredPerSecond)}/s answered, p99 of the webhook ${result.load.p99} ms`,
      baseline: `bare grammY with a PostgreSQL session ${whole(calling.perSecond)}/s; without its calls ${whole(silent.perSecond)}/s`,
      ratio: `${ratio(result.answeredPerSecond, calling.perSecond)}; ${ratio(result.answeredPerSecond, silent.perSecond)}`,
      goal: '>= 3 000/s',
      notes: `backlog ${whole(result.backlogAtEnd)} empty after ${result.drainSeconds.toFixed(1)} s, ${whole(result.replies)} replies in the outbox for ${whole(result.load.requests)} updates, ${whole(result.memoryMb)} MB`,
    },
    {
      job: 'update, webhook at 500/s',
      figure: `p50 ${result.paced.p50} ms, p99 ${result.paced.p99} ms`,
      baseline: '-',
      ratio: '-',
      goal: 'p99 < 100 ms',
      notes: `${whole(result.paced.perSecond)}/s, acknowledged when stored`,
    },
    {
      job: `update, ${polled.bots} bots polled by one process`,
      figure: `${whole(polled.memoryMb)} MB`,
      baseline: '-',
      ratio: '-',
      goal: '< 300 MB',
      notes: `${whole(polled.answered)} messages sent for ${whole(polled.written)} updates, by a fake Bot API server`,
    },
  ];
}

async function clickRows(): Promise<Row[]> {
  const result = await click.run(seconds);
  return [
    {
      job: 'click',
      figure: `${whole(result.click.perSecond)}/s, p99 ${result.click.p99} ms`,
      baseline: `bare Fastify ${whole(result.bare.perSecond)}/s`,
      ratio: ratio(result.click.perSecond, result.bare.perSecond),
      goal: '>= 0.30, p99 < 30 ms',
      notes: `${whole(result.memoryMb)} MB`,
    },
  ];
}

async function pureRows(): Promise<Row[]> {
  const turns = await turn.run();
  const renders = await macro.run();
  const conditions = await condition.run();
  return [
    {
      job: 'turn',
      figure: `${whole(turns.turnsPerSecond)}/s`,
      baseline: `structuredClone of a dialog ${whole(turns.baseline.copiesPerSecond)}/s`,
      ratio: ratio(turns.turnsPerSecond, turns.baseline.copiesPerSecond),
      goal: '>= 200 000/s',
      notes: "one core, the demo's funnel",
    },
    {
      job: 'macro',
      figure: `${whole(renders.rendersPerSecond)}/s`,
      baseline: `String.replace ${whole(renders.baseline.replacesPerSecond)}/s`,
      ratio: ratio(renders.rendersPerSecond, renders.baseline.replacesPerSecond),
      goal: '>= 1 000 000/s',
      notes: 'a text with three macros',
    },
    {
      job: 'condition',
      figure: `${whole(conditions.evaluationsPerSecond)}/s`,
      baseline: `the same by hand ${whole(conditions.baseline.predicatesPerSecond)}/s`,
      ratio: ratio(conditions.evaluationsPerSecond, conditions.baseline.predicatesPerSecond),
      goal: '>= 1 000 000/s',
      notes: `four comparisons, one core; ${whole(conditions.parsesPerSecond)} parses/s`,
    },
    await story.row(turns),
  ];
}

const { rows: accepted } = await acceptRows();
const rows = [
  ...accepted,
  ...(await applyRows()),
  ...(await updateRows()),
  ...(await clickRows()),
  ...(await pureRows()),
];
const heads = ['job', 'figure', 'baseline of the same run', 'ratio', 'goal', 'notes'];
const table = [
  `| ${heads.join(' | ')} |`,
  `|${heads.map(() => '---').join('|')}|`,
  ...rows.map(
    (row) => `| ${row.job} | ${row.figure} | ${row.baseline} | ${row.ratio} | ${row.goal} | ${row.notes} |`,
  ),
].join('\n');
const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const page = `# Benchmark results

Printed by \`npm run bench\`: server, database and load generator on the same machine, 64 connections over
loopback, the embedded PostgreSQL with fsync and synchronous_commit on. Ratios are to a baseline measured in the
same run, because absolute figures say more about the machine than about us.

${new Date().toISOString().slice(0, 10)}, ${machine}

${table}
`;
process.stdout.write(`\n${table}\n`);
if (!quick) await writeTable(page);
