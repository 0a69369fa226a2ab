import { z } from 'zod';
import { changeFlow } from './step/changeFlow.ts';
import { changeTags } from './step/changeTags.ts';
import { customDelay } from './step/customDelay.ts';
import { abRouter, aiReply, assignOperator, customCondition, customPush } from './step/later.ts';
import { sendMessage } from './step/sendMessage.ts';
import { sendTrackerEvent } from './step/sendTrackerEvent.ts';
import { sendWebhook } from './step/sendWebhook.ts';
import { setFields } from './step/setFields.ts';

/** One node of a flow, as the funnel file writes it: one shape per kind. */
export const step = z.discriminatedUnion('kind', [
  sendMessage,
  changeTags,
  setFields,
  changeFlow,
  customDelay,
  sendWebhook,
  sendTrackerEvent,
  customCondition,
  abRouter,
  assignOperator,
  customPush,
  aiReply,
]);

export type Step = z.infer<typeof step>;
export type StepKind = Step['kind'];
