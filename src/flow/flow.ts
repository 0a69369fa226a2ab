/** Door of the room: what the owner draws. */
export {
  type AiSettings,
  type Bot,
  type BotSettings,
  bot,
  botSettings,
  type Flow,
  flow,
  type NotificationGroup,
  type Recognition,
  type Webhook,
  webhook,
  webhookOperations,
} from './bot.ts';
export { claimedCondition } from './claimedFact.ts';
export { conditionText } from './conditionText.ts';
export { durationText, milliseconds } from './duration.ts';
export { type Field, type FieldValue, field, fieldTypes, maximumFields, parseFieldValue } from './field.ts';
export { fieldKey, isFieldKey, objectKey, splitStepPath, stepPath } from './key.ts';
export type { AbRouter } from './step/abRouter.ts';
export type { AiReply, AiReplyBranch } from './step/aiReply.ts';
export type { AssignOperator } from './step/assignOperator.ts';
export type { ChangeFlow } from './step/changeFlow.ts';
export type { ChangeTags } from './step/changeTags.ts';
export type { CustomCondition } from './step/customCondition.ts';
export { type CustomDelay, weekdays } from './step/customDelay.ts';
export type { CustomPush } from './step/customPush.ts';
export type { SendMessage } from './step/sendMessage.ts';
export type { SendTrackerEvent } from './step/sendTrackerEvent.ts';
export type { SendWebhook } from './step/sendWebhook.ts';
export type { SetFields } from './step/setFields.ts';
export {
  type ButtonShape,
  finishStatus,
  type MessageShape,
  mediaKinds,
  message,
  type PushShape,
} from './step/stepShape.ts';
export { type Step, type StepKind, step } from './step.ts';
