/** Which bots' holder this process is: one advisory lock a bot, all on one connection kept for them. */
import pg from 'pg';

export type BotLocks = {
  /** Takes those of the locks that nobody has, and answers which bots they are of. Nothing when already held. */
  take(botIds: readonly string[]): Promise<string[]>;
  release(botId: string): Promise<void>;
  /** Ends the connection, and with it every lock. */
  close(): Promise<void>;
};

/** The application's name of the connection, as the server's list of sessions shows it. */
export const locksName = 'signalbox bot locks';

/** A connection that does not answer in that time holds its locks for us no longer, whatever it thinks. */
const answerWithinMs = 5000;
const beatMs = 5000;

type Session = { client: pg.Client; held: Set<string> };

/**
 * Session locks: they end when the connection does, so a process that died leaves none behind. `onLost`
 * is called when a connection with locks has broken; the next `take` opens another one.
 */
export function openBotLocks(url: string, onLost: (error: unknown) => void): BotLocks {
  let session: Session | null = null;
  let opening: Promise<Session> | null = null;
  let closing = false;

  const lose = (lost: Session, error: unknown): void => {
    if (session !== lost) return;
    session = null;
    lost.client.end().catch(() => undefined);
    if (!closing) onLost(error);
  };
  const open = async (): Promise<Session> => {
    const client = newClient(url);
    const fresh: Session = { client, held: new Set() };
    client.on('error', (error) => lose(fresh, error));
    client.on('end', () => lose(fresh, new Error('the connection that holds the bots ended')));
    await client.connect();
    session = fresh;
    return fresh;
  };
  const current = (): Promise<Session> => {
    if (session) return Promise.resolve(session);
    opening ??= open().finally(() => {
      opening = null;
    });
    return opening;
  };
  const run = async <Row extends pg.QueryResultRow>(at: Session, text: string, values: unknown[]) => {
    try {
      return (await at.client.query<Row>(text, values)).rows;
    } catch (error) {
      lose(at, error);
      throw error;
    }
  };
  const beat = setInterval(() => {
    if (session) void run(session, 'select 1', []).catch(() => undefined);
  }, beatMs);
  beat.unref();

  return {
    take: async (botIds) => {
      const at = await current();
      // A session lock counts how often it was taken; once is enough.
      const wanted = botIds.filter((id) => !at.held.has(id));
      if (wanted.length === 0) return [];
      const rows = await run<{ id: string }>(at, takeText, [wanted]);
      for (const { id } of rows) at.held.add(id);
      return rows.map(({ id }) => id);
    },
    release: async (botId) => {
      if (!session?.held.delete(botId)) return;
      await run(session, 'select pg_advisory_unlock(hashtextextended($1, 0))', [`bot/${botId}`]);
    },
    close: async () => {
      closing = true;
      clearInterval(beat);
      const last = session ?? (await opening?.catch(() => null));
      session = null;
      await last?.client.end().catch(() => undefined);
    },
  };
}

// `materialized`: the lock is asked for once a row, however the planner would like to arrange it.
const takeText = `
  with tried as materialized (
    select id, pg_try_advisory_lock(hashtextextended('bot/' || id, 0)) as taken
    from unnest($1::text[]) as wanted (id))
  select id from tried where taken`;

const newClient = (url: string): pg.Client =>
  new pg.Client({
    connectionString: url,
    application_name: locksName,
    keepAlive: true,
    query_timeout: answerWithinMs,
    connectionTimeoutMillis: answerWithinMs,
  });
