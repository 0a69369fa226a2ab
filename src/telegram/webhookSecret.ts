/**
 * What Telegram has to say with every update of a bot (`secret_token` of setWebhook). Derived, so that every
 * process knows it and the database does not; `derive` is the sealer's.
 */
export const webhookSecret = (derive: (label: string) => string, botId: string): string =>
  derive(`telegram webhook ${botId}`);
