import { z } from 'zod';
import { abRouter } from './step/abRouter.ts';
import { aiReply } from './step/aiReply.ts';
import { assignOperator } from './step/assignOperator.ts';
import { changeFlow } from './step/changeFlow.ts';
import { changeTags } from './step/changeTags.ts';
import { customCondition } from './step/customCondition.ts';
import { customDelay } from './step/customDelay.ts';
import { customPush } from './step/customPush.ts';
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
