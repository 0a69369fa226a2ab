/** Affiliate networks: what they send, how it is read, and the URLs and links given to them. */
export { eventsOf } from './eventsOf.ts';
export { isLinkPreview } from './linkPreview.ts';
export { type Network, parseNetwork } from './networkFile.ts';
export { networks } from './networks.ts';
export { type PostbackUrl, postbackUrls } from './postbackUrls.ts';
export { type ReadParameters, readParameters } from './readParameters.ts';
export { type PostbackReading, readPostback } from './readPostback.ts';
export { registrationLink } from './registrationLink.ts';
export type { Warning } from './warning.ts';
