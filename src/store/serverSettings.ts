/** What the embedded PostgreSQL is told at each start, so that a new version's settings reach old clusters. */
export const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  min_wal_size: '512MB',
  wal_buffers: '16MB',
  wal_init_zero: 'off',
  wal_writer_delay: '5ms',
  wal_writer_flush_after: '128kB',
  checkpoint_timeout: '15min',
  // The registry's servers are built without lz4, and pglz costs more time than the disk it saves.
  wal_compression: 'pglz',
  fsync: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  random_page_cost: 1.1,
  effective_io_concurrency: 32,
  autovacuum_naptime: '10s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_messages: 'warning',
  // A failed statement is logged without its text, which may hold what a lead wrote.
  log_min_error_statement: 'panic',
};

/** For data that may be lost with the machine. */
export const testServerSettings = {
  ...serverSettings,
  max_connections: 300,
  shared_buffers: '64MB',
  max_wal_size: '1GB',
  min_wal_size: '80MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};
