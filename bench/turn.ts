/** Pure transitions a second on one core: the engine alone, on the demo's funnel. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  compileScript,
  type Dialog,
  type DialogSignal,
  newDialog,
  type Script,
  transition,
} from '../src/dialog/dialog.ts';
import { funnelShape } from '../src/funnel/funnel.ts';

export type TurnResult = { job: 'turn'; turnsPerSecond: number; baseline: { copiesPerSecond: number } };

const begun = 1_700_000_000_000;

/** Registration, first deposit, repeat deposits and a withdrawal for leads that take turns. */
export async function run(milliseconds = 2000): Promise<TurnResult> {
  const script = demoScript();
  const leads = Array.from({ length: 1000 }, (_, n) => beginLead(script, n));
  const signals = ['registration', 'sale', 'resale', 'resale', 'withdrawal'].map(arrival);
  measure((n) => turn(script, leads, signals, n), 300);
  const turnsPerSecond = measure((n) => turn(script, leads, signals, n), milliseconds);
  const copiesPerSecond = measure((n) => {
    const lead = leads[n % leads.length];
    leads[n % leads.length] = structuredClone(lead ?? beginLead(script, n));
  }, 500);
  return { job: 'turn', turnsPerSecond, baseline: { copiesPerSecond } };
}

function turn(script: Script, leads: Dialog[], signals: readonly DialogSignal[], n: number): void {
  const lead = leads[n % leads.length];
  const signal = signals[Math.floor(n / leads.length) % signals.length];
  if (!lead || !signal) return;
  leads[n % leads.length] = transition(script, lead, signal, { chance: 0.5, now: begun + n }).dialog;
}

function measure(work: (n: number) => void, milliseconds: number): number {
  const start = performance.now();
  let n = 0;
  while (performance.now() - start < milliseconds) {
    for (let more = 0; more < 500; more += 1) work(n++);
  }
  return Math.round((n * 1000) / (performance.now() - start));
}

const arrival = (name: string): DialogSignal => ({
  kind: 'postback',
  at: begun,
  from: 'Any partner',
  reading: {
    event: { name, receivedName: name, cost: '20', currency: 'USD', tid: 't' },
    fields: [
      ['last_deposit', '20'],
      ['user_id', '77'],
    ],
    warnings: [],
  },
  identity: null,
  known: false,
  fingerprint: '',
  repeatWindowMs: 0,
});

function beginLead(script: Script, n: number): Dialog {
  const fresh = newDialog({
    id: String(n),
    botId: script.botId,
    chatId: n + 1,
    name: 'Ann',
    username: 'ann',
    at: begun,
  });
  const attribution = { campaignId: 'summer', clickid: `click${n}`, tracker: { utm_source: 'facebook' } };
  const start: DialogSignal = {
    kind: 'update',
    at: begun,
    botId: script.botId,
    chatId: n + 1,
    name: 'Ann',
    username: 'ann',
    action: { did: 'start', payload: `click${n}` },
  };
  return transition(script, fresh, start, { chance: 0.5, now: begun, firstContact: true, attribution })
    .dialog;
}

function demoScript(): Script {
  const file = readFileSync(new URL('../src/funnel/example.yaml', import.meta.url), 'utf8');
  const funnel = funnelShape.parse(parse(file));
  const [bot] = funnel.bots ?? [];
  if (!bot) throw new Error('the example funnel has no bot');
  const { fields = [], flows = [], webhooks: _webhooks, token: _token, ...settings } = bot;
  return compileScript({
    botId: 'bot',
    companyId: 'company',
    currency: 'USD',
    spaceId: 'space',
    settings,
    fields,
    flows: flows.map((flow) => ({
      flow,
      stepIds: new Map(flow.steps.map((step) => [step.key, `id-${step.key}`])),
    })),
    campaigns: (funnel.campaigns ?? []).map((shape) => ({ id: shape.key, shape })),
    organicActions: [],
  });
}

if (import.meta.main) {
  const { turnsPerSecond, baseline } = await run();
  process.stdout.write(
    `turn: ${turnsPerSecond}/s; structuredClone of a dialog ${baseline.copiesPerSecond}/s (x${(turnsPerSecond / baseline.copiesPerSecond).toFixed(1)})\n`,
  );
}
