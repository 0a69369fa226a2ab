/** Door of the room: what the owner draws. */
export {
  type Bot,
  type BotSettings,
  bot,
  botSettings,
  type Flow,
  flow,
  type Webhook,
  webhook,
  webhookOperations,
} from './bot.ts';
export { durationText, milliseconds } from './duration.ts';
export { type Field, type FieldValue, field, fieldTypes, maximumFields, parseFieldValue } from './field.ts';
export { fieldKey, isFieldKey, objectKey, splitStepPath, stepPath } from './key.ts';
export type { ChangeFlow } from './step/changeFlow.ts';
export type { ChangeTags } from './step/changeTags.ts';
export { type CustomDelay, weekdays } from './step/customDelay.ts';
export { laterKinds } from './step/later.ts';
export type { SendMessage } from './step/sendMessage.ts';
export type { SendTrackerEvent } from './step/sendTrackerEvent.ts';
export type { SendWebhook } from './step/sendWebhook.ts';
export type { SetFields } from './step/setFields.ts';
export { type ButtonShape, finishStatus, type MessageShape, message } from './step/stepShape.ts';
export { type Step, type StepKind, step } from './step.ts';
