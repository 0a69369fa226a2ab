/** The door of the store room: PostgreSQL and the only SQL. */
export { type Connection, type Database, openDatabase } from './database.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embeddedPostgres.ts';
export { migrate } from './migrate.ts';
export { createSealer, type Sealer } from './seal.ts';
export { readOrMakeSecret } from './secretKey.ts';
export { type Configuration, loadConfiguration } from './configuration.ts';
export { addField } from './configurationChange.ts';
export * from './inboxRecords.ts';
export * from './turnReading.ts';
export * from './turnWriting.ts';
export * from './outboxRecords.ts';
