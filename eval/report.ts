import type { Failure } from './playConversation.ts';

export type Evaluated = {
  /** Its file, or the attack. */
  name: string;
  story: string;
  /** How many of the runs. */
  passed: number;
  /** Answers that the server's guard did not let through. */
  refused: number;
  tokens: number;
  /** The endpoint has named no figures: counted at four signs each. */
  estimated: boolean;
  /** Time in the AI's hands, of all runs together. */
  ms: number;
  failures: (Failure & { run: number })[];
};

type About = { json: boolean; repeat: number; endpoint: string | null; model: string | null };

/** The table and below it every failure with its place; or all of it as JSON. */
export function report(evaluated: readonly Evaluated[], { json, repeat, endpoint, model }: About): string {
  const whole = evaluated.filter(({ passed }) => passed === repeat).length;
  if (json) {
    const scripted = endpoint === null;
    const passed = whole === evaluated.length;
    return JSON.stringify({ endpoint, model, scripted, repeat, passed, conversations: evaluated }, null, 2);
  }
  const rows = evaluated.map(({ name, passed, refused, tokens, estimated, ms }) => [
    name,
    `${passed} of ${repeat}`,
    `${refused}`,
    `${estimated ? '~' : ''}${tokens}`,
    `${ms}`,
  ]);
  const failures = evaluated.flatMap((one) =>
    one.failures.map((failure) => describe(one.name, failure, repeat)),
  );
  const summary = `${whole} of ${evaluated.length} conversations passed`;
  return [table([['conversation', 'passed', 'refused', 'tokens', 'ms'], ...rows]), ...failures, summary].join(
    '\n',
  );
}

function describe(
  name: string,
  { line, column, reason, said, run }: Failure & { run: number },
  repeat: number,
): string {
  const which = repeat > 1 ? `run ${run}: ` : '';
  const words = said === undefined ? '' : `\n    the AI wrote: ${JSON.stringify(said)}`;
  return `${name}:${line}:${column}: ${which}${reason}${words}`;
}

/** Words to the left, figures to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
