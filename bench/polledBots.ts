/**
 * Fifty bots polled and answered for by one process: its memory. The Bot API server is the tests' own fake, in
 * the process of the benchmark; each bot has a lead who writes once a second.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { startFakeTelegram } from '../test/support/fakeTelegram/fakeTelegram.ts';
import { ask, memoryOf, startSignalbox, withFolder } from './process.ts';
import { answeringBots } from './update.ts';

export type PolledResult = { bots: number; written: number; answered: number; memoryMb: number };

export async function run(seconds = 20, count = 50): Promise<PolledResult> {
  const fake = await startFakeTelegram();
  const bots = Array.from({ length: count }, () => fake.addBot());
  try {
    return await withFolder(async (folder) => {
      const server = await startSignalbox(folder, { TELEGRAM_API_ROOT: fake.root, DEMO: '0' });
      const keys = bots.map(({ token }, n) => ({ key: `bot${n}`, token }));
      await ask(server.port, '/api/v1/funnel/apply', answeringBots(keys));
      const leads = bots.map((bot, n) => fake.lead(bot, { id: 1_000_000 + n, firstName: `Lead ${n}` }));
      const answers = (): number =>
        fake.calls({ method: 'sendMessage' }).filter(({ answer }) => answer?.ok).length;
      for (const lead of leads) lead.start();
      let written = leads.length;
      let memoryMb = 0;
      for (let second = 0; second < seconds; second += 1) {
        await delay(1000);
        memoryMb = Math.max(memoryMb, await memoryOf(server.pid));
        for (const lead of leads) lead.write('Hello, what is new today?');
        written += leads.length;
      }
      for (let n = 0; n < 100 && answers() < written; n += 1) await delay(100);
      const answered = answers();
      await server.stop();
      return { bots: count, written, answered, memoryMb };
    });
  } finally {
    await fake.stop();
  }
}

if (import.meta.main) {
  const result = await run(Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 50));
  process.stdout.write(
    `${result.bots} bots polled: ${result.memoryMb.toFixed(0)} MB, ${result.answered} answers for ${result.written} updates\n`,
  );
}
