/** Evaluations per second of a typical condition, next to the same meaning written by hand in the same run. */
import { performance } from 'node:perf_hooks';
import { type ConditionFacts, compileCondition, parseCondition } from '../src/condition/condition.ts';

export type ConditionFigures = {
  job: 'condition';
  evaluationsPerSecond: number;
  parsesPerSecond: number;
  /** A predicate in code, which reads the balance as a floating point number. */
  baseline: { predicatesPerSecond: number };
};

const source = 'event = sale and cost > 20 and fields.country != "Brazil" and tags = VIP';

const now = Date.UTC(2024, 2, 10);

/** Two of three leads get to the last comparison. */
const leads: readonly ConditionFacts[] = Array.from({ length: 63 }, (_, index) => ({
  now,
  status: 'auto',
  flow: 'FD',
  step: 'REG',
  manager: null,
  campaign: 'autumn',
  name: index % 2 ? `Иван ${index}` : `John ${index}`,
  username: `lead${index}`,
  chatId: 1_227_280 + index,
  createdAt: now - index * 3_600_000,
  lastMessageAt: now - index * 60_000,
  fields: { user_id: `${100_000 + index}`, country: index % 6 ? 'Peru' : 'Brazil' },
  tracker: { clickid: `test${index}`, ad_name: 'test' },
  tags: index % 5 ? ['registered', 'VIP'] : ['registered'],
  counts: { registration: 1, sale: 1 },
  last: { registration: now - 86_400_000, sale: now - 3_600_000 },
  balance: index % 6 === 1 ? '12.50' : `${25 + index}.50`,
  event: null,
}));

/** Takes about 2 s: three measurements of 0.5 s, each after a warm-up. */
export async function run(): Promise<ConditionFigures> {
  const parsed = parseCondition(source, 'lead');
  if (!parsed.ok) throw new Error(parsed.reason.reason);
  const test = compileCondition(parsed.value);
  const wrong = leads.find((lead) => test(lead) !== byHand(lead));
  if (wrong) throw new Error('the condition and the baseline disagree');
  return {
    job: 'condition',
    evaluationsPerSecond: perSecond(test),
    parsesPerSecond: perSecond(() => parseCondition(source, 'lead').ok),
    baseline: { predicatesPerSecond: perSecond(byHand) },
  };
}

const byHand = (lead: ConditionFacts): boolean =>
  (lead.counts.sale ?? 0) > 0 &&
  Number(lead.balance) > 20 &&
  lead.fields.country !== 'Brazil' &&
  lead.tags.includes('VIP');

function perSecond(test: (lead: ConditionFacts) => boolean): number {
  measure(test, 150);
  return measure(test, 500);
}

function measure(test: (lead: ConditionFacts) => boolean, milliseconds: number): number {
  const start = performance.now();
  let rounds = 0;
  let held = 0;
  let now = start;
  do {
    for (let turn = 0; turn < 100; turn++) {
      for (const lead of leads) if (test(lead)) held++;
    }
    rounds++;
    now = performance.now();
  } while (now - start < milliseconds);
  if (held === 0) throw new Error('the condition never held');
  return Math.round((rounds * 100 * leads.length * 1000) / (now - start));
}

if (import.meta.main) {
  const { evaluationsPerSecond, parsesPerSecond, baseline } = await run();
  console.log(
    `condition: ${evaluationsPerSecond} evaluations/s; by hand ${baseline.predicatesPerSecond}/s ` +
      `(x${(evaluationsPerSecond / baseline.predicatesPerSecond).toFixed(2)}); ${parsesPerSecond} parses/s`,
  );
}
