/** Hears what other processes announce on the database: new configuration, signals, turns. */
import pg from 'pg';

export type Channel = 'configuration' | 'signals' | 'turns';

export type Listener = {
  /** Calls back at each announcement; answers how to stop. */
  on(channel: Channel, callback: (payload: string) => void): () => void;
  /** The same for this process's own news, without the way round through the database. */
  tell(channel: Channel, payload: string): void;
  close(): Promise<void>;
};

const channels: readonly Channel[] = ['configuration', 'signals', 'turns'];
const reconnectMs = 1000;

/** Keeps one connection for listening and opens it again when it breaks; a gap is bridged by polling. */
export async function openListener(url: string, onProblem: (error: unknown) => void): Promise<Listener> {
  const callbacks = new Map<Channel, Set<(payload: string) => void>>(
    channels.map((name) => [name, new Set()]),
  );
  let client: pg.Client | null = null;
  let closing = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  const tell = (channel: string, payload: string): void => {
    const known = channels.find((name) => name === channel);
    if (!known) return;
    for (const callback of callbacks.get(known) ?? []) callback(payload);
  };
  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'signalbox listener',
      keepAlive: true,
    });
    fresh.on('error', onProblem);
    fresh.on('end', () => {
      if (client === fresh) client = null;
      if (!closing) again = setTimeout(() => void connect().catch(onProblem), reconnectMs);
    });
    fresh.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''));
    await fresh.connect();
    client = fresh;
    for (const channel of channels) await fresh.query(`listen ${channel}`);
    // What was announced while nobody listened is looked up again by whoever cares.
    for (const channel of channels) tell(channel, '');
  };
  await connect();
  return {
    on: (channel, callback) => {
      callbacks.get(channel)?.add(callback);
      return () => callbacks.get(channel)?.delete(callback);
    },
    tell,
    close: async () => {
      closing = true;
      clearTimeout(again);
      await client?.end();
    },
  };
}
