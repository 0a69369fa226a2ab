/** Which endpoint, key and models a bot's AI uses. */
import { fail, ok, type Result } from '../base/result.ts';
import type { AiSettings } from '../flow/flow.ts';

export type AiEndpoint = {
  /** Without a slash at its end. */
  baseUrl: string;
  apiKey: string | null;
  decideModel: string;
  replyModel: string;
  temperature: number | null;
  /** The owner named it, so the egress guard judges it; the administrator's own is allowed by itself. */
  named: 'byOwner' | 'byAdministrator';
};

/** AI_BASE_URL, AI_API_KEY and AI_MODEL. */
export type DefaultEndpoint = { baseUrl: string | null; apiKey: string | null; model: string | null };

/**
 * The bot's settings over the environment's. The environment's key goes to the environment's URL alone: an
 * owner who names a URL would else be handed it.
 */
export function chooseEndpoint(
  own: AiSettings | null,
  ownKey: string | null,
  { baseUrl, apiKey, model }: DefaultEndpoint,
): Result<AiEndpoint, string> {
  const decideModel = own?.decideModel ?? model;
  const replyModel = own?.replyModel ?? model;
  const byOwner = own?.baseUrl !== undefined;
  const url = own?.baseUrl ?? baseUrl;
  if (url === null) return fail('no AI endpoint is set up for this bot');
  if (decideModel === null || replyModel === null) return fail('no AI model is set up for this bot');
  return ok({
    baseUrl: url.replace(/\/+$/, ''),
    apiKey: byOwner ? ownKey : (ownKey ?? apiKey),
    decideModel,
    replyModel,
    temperature: own?.temperature ?? null,
    named: byOwner ? 'byOwner' : 'byAdministrator',
  });
}
