/** Vitest's global set-up: holds the shared test cluster for a whole run and removes it at the end. */
import { startTestCluster } from './database.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  return async () => {
    await cluster.stop({ remove: true });
  };
}
