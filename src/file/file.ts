/** Door of the room: files in our keeping (what leads sent, what operators uploaded) and the owner's own. */
export { createDiskKeeper } from './diskKeeper.ts';
export { type Files, openFiles, type StorageSettings } from './openFiles.ts';
export { createOwnFiles } from './ownFiles.ts';
