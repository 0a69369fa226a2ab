/** One pool of connections to the one PostgreSQL, and transactions on it. */
import pg from 'pg';

/** Runs named or plain statements; a `Connection` inside a transaction, else any of the pool. */
export type Connection = {
  /** `name` makes it a prepared statement: parsed and planned once a connection. */
  query<Row>(statement: string | { name: string; text: string }, values?: readonly unknown[]): Promise<Row[]>;
};

export type Database = Connection & {
  pool: pg.Pool;
  /** Commits what `work` did, or rolls everything back and throws what it threw. */
  transaction<Value>(work: (connection: Connection) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
};

// bigint arrives as text by default; our bigints are ids, chat ids and milliseconds below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * For connections that only run the intake's and the turns' statements: each has its index, and a plan
 * that was made while a table was still empty must not read it from end to end when it has grown
 * (measured: 43 us a signal for taking messages back, 3 us with these).
 */
const indexOnly = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

export function openDatabase(
  url: string,
  options: { connections?: number; indexOnly?: boolean } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    application_name: 'signalbox',
    ...(options.indexOnly ? { options: indexOnly } : {}),
    // A worker that was stopped in the middle of a turn must not hold its lane for ever.
    idle_in_transaction_session_timeout: 30_000,
  });
  // An idle connection that breaks (the server restarts) is replaced by the pool at the next query.
  pool.on('error', () => undefined);
  return {
    pool,
    query: (statement, values) => run(pool, statement, values),
    transaction: (work) => transact(pool, work),
    close: () => pool.end(),
  };
}

async function run<Row>(
  target: pg.Pool | pg.PoolClient,
  statement: string | { name: string; text: string },
  values?: readonly unknown[],
): Promise<Row[]> {
  const config = typeof statement === 'string' ? { text: statement } : statement;
  const result = await target.query({ ...config, values: values ? [...values] : [] });
  return result.rows;
}

async function transact<Value>(
  pool: pg.Pool,
  work: (connection: Connection) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const value = await work({ query: (statement, values) => run(client, statement, values) });
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch((problem: Error) => {
      broken = problem;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
