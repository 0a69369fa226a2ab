/** Door of the room: the engine. */

export {
  type Dialog,
  type DialogState,
  isAutomatic,
  newDialog,
  newState,
  type Status,
} from './dialogShape.ts';
export type {
  Attribution,
  DialogSignal,
  Facts,
  MoneyEvent,
  PostbackArrival,
  PostbackReading,
} from './dialogSignal.ts';
export type { Entry, Mover } from './entry.ts';
export { ownEventIdentity } from './joining.ts';
export {
  type CompiledStep,
  compileScript,
  findStep,
  type Script,
  type ScriptCampaign,
  type ScriptSource,
} from './script.ts';
export { identityIn } from './step/sendTrackerEvent.ts';
export { type Turn, transition } from './transition.ts';
export { type MadeEffect, type MessageChange, type Outcome, type Received, saidLately } from './walk.ts';
