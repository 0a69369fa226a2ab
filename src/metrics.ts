/** What Prometheus may ask of this process. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export type Metrics = {
  registry: Registry;
  turns: Counter;
  problems: Counter;
};

/** What is counted in the database when somebody asks. */
export type Counted = {
  backlog(): Promise<number>;
  pending(): Promise<number>;
  bots(): Promise<{ states: Record<string, number>; alarms: number }>;
};

export function createMetrics(count: Counted): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => Promise<number>): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  };
  gauge('signalbox_inbox_backlog', 'Signals accepted and not yet applied', count.backlog);
  gauge('signalbox_outbox_pending', 'Effects not yet answered by the world', count.pending);
  gauge(
    'signalbox_telegram_alarms',
    'Bots at Telegram that something keeps from working',
    async () => (await count.bots()).alarms,
  );
  new Gauge({
    name: 'signalbox_telegram_bots',
    help: 'Bots with a token, by state: new, running, stopped, otherReceiver',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const { states } = await count.bots();
      for (const [state, number] of Object.entries(states)) this.set({ state }, number);
    },
  });
  const turns = new Counter({
    name: 'signalbox_turns_total',
    help: 'Signals applied by this process',
    registers: [registry],
  });
  const problems = new Counter({
    name: 'signalbox_problems_total',
    help: 'Batches or deliveries of this process that failed and were taken up again',
    registers: [registry],
  });
  return { registry, turns, problems };
}
