/** Door of the room. */

export { type BotApi, createBotApi } from './botApi.ts';
export type { BotsContext } from './botsContext.ts';
export { createTelegramCarrier } from './carry.ts';
export { checkToken } from './checkToken.ts';
export { type ConnectContext, connectBot, disconnectBot, lookNow } from './connect.ts';
export { fetchFile } from './fetchFile.ts';
export { createInvites, type InviteOptions, type Invites } from './invites.ts';
export type { OutFile } from './outFiles.ts';
export { type ReceivedUpdate, type ReceivingBot, readUpdate } from './readUpdate.ts';
export { type RunningBots, runBots } from './runBots.ts';
export { type TelegramOptions, telegramEdge } from './telegramEdge.ts';
export { webhookSecret } from './webhookSecret.ts';
