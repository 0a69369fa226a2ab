/** The server's findings as problems of steps, without those that are told here already. */
import type { Flow } from '../../src/flow/flow.ts';
import type { Texts } from '../parts/useText.ts';
import type { Problem } from './findProblems.ts';
import type { ServerFinding } from './flowApi.ts';

const toldHere = new Set([
  ...['malformed', 'duplicateKey', 'missingStep', 'buttonToMissingStep', 'badCondition', 'abSum'],
  ...['operatorSum', 'unreachableStep', 'noStart'],
]);

/** `saved` is the drawing that they speak of; of a step that is gone since, nothing is said. */
export function serverProblems(findings: readonly ServerFinding[], saved: Flow): Problem[] {
  return findings.flatMap(({ path, code, reason, severity, elsewhere }) => {
    const [list, index, ...rest] = path;
    const step = list === 'steps' && typeof index === 'number' ? saved.steps[index] : undefined;
    if (!step || elsewhere !== null || toldHere.has(code)) return [];
    return [{ step: step.key, place: rest.join('.'), code: 'shape' as const, severity, reason }];
  });
}

/** What they say of the flow as a whole and of what leads into it, each once. */
export const wholeProblems = (findings: readonly ServerFinding[], text: Texts): string[] => [
  ...new Set(
    findings
      .filter(
        ({ path, severity, elsewhere }) =>
          severity === 'error' && (path[0] !== 'steps' || elsewhere !== null),
      )
      .map(({ code, reason, elsewhere }) => {
        const words = text.or(`flow.whole.${code}`, text.told(reason));
        return elsewhere === null ? words : `${partWords(elsewhere, text)}: ${words}`;
      }),
  ),
];

/** `campaign summer`, `flow leo/FD`, `settings leo` as people call them. */
function partWords(elsewhere: string, text: Texts): string {
  const [of = '', name = ''] = elsewhere.split(' ');
  const words = text.or(`flow.part.${of}`, '');
  return words === '' ? elsewhere : `${words} ${name}`;
}
