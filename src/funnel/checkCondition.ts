import { type ConditionPlace, namesIn } from '../condition/condition.ts';
import type { CheckContext } from './checkContext.ts';
import type { FindingCode } from './findingCode.ts';
import type { Path } from './funnelSource.ts';
import type { Suggest } from './nearest.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Whether a condition can be read, with the place where it cannot, and whether its names are known to the bot. */
export function checkCondition(
  text: string | undefined,
  place: ConditionPlace,
  path: Path,
  botKey: string,
  { report, suggest, readCondition, vocabularyOf }: CheckContext,
): void {
  if (text === undefined) return;
  const read = readCondition(text, place);
  if (!read.ok) return report('badCondition', path, read.reason.reason, read.reason.at);
  const vocabulary = vocabularyOf(botKey);
  if (!vocabulary) return;
  for (const { code, reason, name } of doubtsOf(namesIn(read.value), vocabulary, suggest)) {
    report(code, path, reason, placeOf(name, text));
  }
}

type Doubt = { code: FindingCode; reason: string; name: string };

function doubtsOf(names: ReturnType<typeof namesIn>, known: Vocabulary, suggest: Suggest): Doubt[] {
  const doubts: Doubt[] = [];
  const doubt = (
    code: FindingCode,
    list: readonly string[],
    all: ReadonlySet<string> | null,
    what: string,
  ) => {
    for (const name of list) {
      if (!all || all.has(name)) continue;
      const meant = suggest(name, all);
      const reason = `${what} ${name}${meant === null ? '' : `; did you mean ${meant}?`}`;
      doubts.push({ code, name, reason });
    }
  };
  for (const name of names.events) {
    const reason = known.judgeEvent(name);
    if (reason !== null) doubts.push({ code: 'unsentEvent', name, reason });
  }
  doubt('undeclaredField', names.fields, known.fields, 'the bot has no custom field');
  doubt('undeclaredTracker', names.tracker, known.tracker, 'no campaign brings a tracker field');
  doubt('undeclaredTag', names.tags, known.tags, 'the bot does not declare, and no step assigns, the tag');
  doubt('unknownPlace', names.flows, known.flows, 'the bot has no flow');
  doubt('unknownPlace', names.steps, known.steps, 'the bot has no step');
  doubt('unknownPlace', names.campaigns, known.campaigns, 'the bot has no campaign');
  return doubts;
}

/** Where a name stands in a condition; not inside a longer word. */
function placeOf(name: string, text: string): number | undefined {
  const isWord = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}_-]/u.test(sign);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + name.length])) return at;
  }
  return undefined;
}
