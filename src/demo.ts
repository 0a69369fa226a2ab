/** The demo: the example funnel, applied once to the default space. */
import { readFile } from 'node:fs/promises';
import { applyFunnel, type FunnelContext } from './funnel/funnel.ts';
import { type Database, keepSetting, readSetting } from './store/store.ts';

/**
 * Applies the example funnel at the first start and remembers what the *Try it* page needs. An owner
 * who removes or changes it later is not overruled.
 */
export async function seedDemo(database: Database, context: FunnelContext): Promise<void> {
  if ((await readSetting(database, 'demo')) !== null) return;
  const file = await readFile(new URL('./funnel/example.yaml', import.meta.url), 'utf8');
  const applied = await applyFunnel(database, context, file);
  const [bot] = applied.bots;
  const postback = applied.postbacks.find((one) => one.key === 'partner');
  await keepSetting(database, 'demo', {
    botId: bot?.id,
    campaignKey: applied.campaigns[0]?.key,
    postbackId: postback?.id,
    webhookId: bot?.webhooks[0]?.id,
  });
}
