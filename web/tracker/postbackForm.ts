/** A postback as its form holds it, and back. */
import type { ApiPostbackDetail } from '../../src/api/contractConfiguration.ts';

type Postback = ApiPostbackDetail['postback'];

export type PostbackValues = {
  name: string;
  network: string;
  campaign: string | null;
  repeatWindow: string;
  rateLimit: number | '';
  baseUrl: string;
  /** Null: the network's usual one. */
  parameter: string | null;
  variable: string;
  /** Whose variable it is; null: the campaign's bot, or the only one. */
  bot: string | null;
};

export function readPostback(postback: Postback): PostbackValues {
  const link = postback.registrationLink;
  return {
    name: postback.name ?? postback.key,
    network: postback.network,
    campaign: postback.campaign ?? null,
    repeatWindow: postback.repeatWindow ?? '',
    rateLimit: postback.rateLimit ?? '',
    baseUrl: link?.baseUrl ?? '',
    parameter: link?.parameter ?? null,
    variable: link?.variable ?? '',
    bot: link?.bot ?? null,
  };
}

/** As the server takes it: what says nothing is left out. */
export function writePostback(key: string, values: PostbackValues): Record<string, unknown> {
  const { name, network, campaign, repeatWindow, rateLimit, baseUrl, parameter, variable, bot } = values;
  const link = {
    baseUrl: baseUrl.trim(),
    ...(parameter && { parameter }),
    ...(variable.trim() && { variable: variableName(variable), ...(bot && { bot }) }),
  };
  return {
    ...{ key, name, network },
    ...(campaign && { campaign }),
    ...(baseUrl.trim() && { registrationLink: link }),
    ...(repeatWindow.trim() && { repeatWindow: repeatWindow.trim() }),
    ...(rateLimit !== '' && { rateLimit }),
  };
}

/** The original writes `variables.regLink` where the name is meant. */
export const variableName = (typed: string): string => typed.trim().replace(/^variables\./, '');

/**
 * Whose variable the link becomes unless a bot is chosen, `''` where one must be: of several bots nothing says
 * which.
 */
export function usualBot(
  { campaign }: Pick<PostbackValues, 'campaign'>,
  bots: readonly { key: string }[],
  campaigns: readonly { key: string; bot: string }[],
): string {
  const own = campaigns.find(({ key }) => key === campaign)?.bot;
  return own ?? (bots.length === 1 ? (bots[0]?.key ?? '') : '');
}

/** Where the form shows what the server says of a place of the postback; null: nowhere. */
export function postbackField(place: string): string | null {
  const field = place.replace(/^registrationLink\.(?=.)/, '').replace(/^registrationLink$/, 'baseUrl');
  return fields.has(field) ? field : null;
}

const fields: ReadonlySet<string> = new Set([
  ...['name', 'network', 'campaign', 'repeatWindow', 'rateLimit', 'baseUrl', 'parameter', 'variable', 'bot'],
]);
