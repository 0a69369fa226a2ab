/** Door of the room. */
export type {
  AiCaller,
  AiJob,
  AiJobReport,
  InstantCarrier,
  LaneCarrier,
  WebhookCaller,
  WebhookJob,
} from './carrier.ts';
export type { FileCarrier, FileReport } from './carryFile.ts';
export { type Delivery, startDelivery } from './delivery.ts';
