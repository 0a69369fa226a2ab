/** Door of the room: prompts from the lead, calls to the endpoint, answers that are safe to act on. */
export {
  type Ai,
  type AiOptions,
  type AiReport,
  createAi,
  type MediaFile,
  type Translated,
} from './createAi.ts';
export { type AiEndpoint, chooseEndpoint, type DefaultEndpoint } from './endpoint.ts';
export type { Way } from './post.ts';
export { sampleMedia } from './sampleMedia.ts';
