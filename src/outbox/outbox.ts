/** Door of the room. */
export type {
  AiCaller,
  AiJob,
  AiJobReport,
  InstantCarrier,
  MessageCarrier,
  MessageJob,
  MessageReport,
  WebhookCaller,
  WebhookJob,
} from './carrier.ts';
export { type Delivery, startDelivery } from './delivery.ts';
