/** The door of the store room: PostgreSQL and the only SQL. */

export * from './accountRecords.ts';
export * from './aiRecords.ts';
export * from './auditRecords.ts';
export { type BotLocks, locksName, openBotLocks } from './botLocks.ts';
export * from './callRecords.ts';
export * from './channelRecords.ts';
export { clearChat } from './clearing.ts';
export * from './clickRecords.ts';
export * from './configuration.ts';
export * from './contactReading.ts';
export { type Connection, type Database, openDatabase } from './database.ts';
export * from './dialogReading.ts';
export * from './directory.ts';
export * from './draftRecords.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embeddedPostgres.ts';
export { eraseDialogs } from './erasing.ts';
export * from './fileRecords.ts';
export * from './inboxRecords.ts';
export { isPassing } from './isPassing.ts';
export * from './journalReading.ts';
export { settleReplayed, sweepKept } from './keptRecords.ts';
export * from './laneClaim.ts';
export * from './laneRecords.ts';
export { type Channel, type Listener, openListener } from './listener.ts';
export { countTabs, type ListAsk, type ListRow, listPage } from './listPage.ts';
export {
  type ListCounts,
  type ListCut,
  type ListPlace,
  mostCounted,
  mostUnreadCounted,
} from './listReading.ts';
export * from './messageChanges.ts';
export * from './messageReading.ts';
export { migrate } from './migrate.ts';
export * from './outboxRecords.ts';
export * from './partVersionRecords.ts';
export * from './peopleRecords.ts';
export * from './personRecords.ts';
export * from './placeRecords.ts';
export * from './reportRecords.ts';
export * from './scheduledRecords.ts';
export { createSealer, type Sealer } from './seal.ts';
export { type SearchIndexing, startSearchIndexing, watchTurns } from './searchLoop.ts';
export { SearchTooLong } from './searchReading.ts';
export { readOrMakeSecret } from './secretKey.ts';
export { openSecret } from './secretRecords.ts';
export { keepSetting, readSetting } from './settingRecords.ts';
export * from './simulatorRecords.ts';
export * from './telegramFileRecords.ts';
export * from './telegramRecords.ts';
export * from './trackerReading.ts';
export * from './turnReading.ts';
export * from './turnWriting.ts';
export * from './updateRecords.ts';
export * from './webhookRecords.ts';
