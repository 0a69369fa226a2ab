/** Door of the room: `updateDialog` in, Send webhook out. */
export { createWebhookCarrier } from './callWebhook.ts';
export { createEgress, parseEgressAllow } from './egress.ts';
export { fetchContent } from './fetchContent.ts';
export { readAnswer } from './readAnswer.ts';
export { type ReadChange, readChange } from './readChange.ts';
export { retryDelaySeconds } from './retryDelay.ts';
export { updateDialogEdge } from './updateDialog.ts';
