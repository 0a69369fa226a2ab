/** The door of the store room: PostgreSQL and the only SQL. */

export * from './accountRecords.ts';
export * from './aiRecords.ts';
export * from './clickRecords.ts';
export * from './configuration.ts';
export { type Connection, type Database, openDatabase } from './database.ts';
export * from './dialogReading.ts';
export * from './directory.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embeddedPostgres.ts';
export { eraseDialogs } from './erasing.ts';
export * from './inboxRecords.ts';
export * from './journalReading.ts';
export { settleReplayed, sweepKept } from './keptRecords.ts';
export { type Channel, type Listener, openListener } from './listener.ts';
export { migrate } from './migrate.ts';
export * from './outboxRecords.ts';
export { createSealer, type Sealer } from './seal.ts';
export { type SearchIndexing, startSearchIndexing, watchTurns } from './searchLoop.ts';
export { SearchTooLong } from './searchReading.ts';
export { readOrMakeSecret } from './secretKey.ts';
export { openSecret } from './secretRecords.ts';
export { keepSetting, readSetting } from './settingRecords.ts';
export * from './simulatorRecords.ts';
export * from './turnReading.ts';
export * from './turnWriting.ts';
export * from './webhookRecords.ts';
