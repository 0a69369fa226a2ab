/**
 * The one catalogue of errors that a caller may meet: code, HTTP status and what to do about it.
 * `docs/errors.md` is made from it. A code, once published, never changes its meaning and a retired
 * code is never used again.
 */
export const refusals = {
  invalid_parameter: {
    status: 400,
    message: 'One or more parameters are wrong; each is named with its reason.',
  },
  invalid_body: { status: 400, message: 'The body could not be read as the format its content type names.' },
  token_refused: { status: 400, message: 'Telegram refuses this bot token: it was revoked or is wrong.' },
  invalid_funnel: { status: 400, message: 'The funnel file has errors; each is named with its place.' },
  unauthenticated: { status: 401, message: 'Send an API key (Authorization: Bearer ...) or sign in.' },
  wrong_secret: { status: 401, message: 'The secret header is missing or is not the one of this bot.' },
  forbidden: { status: 403, message: 'This key or session may not do that.' },
  ai_not_consented: {
    status: 403,
    message:
      "The owner of this business account has not consented to the AI; the bot's settings say who has.",
  },
  not_found: { status: 404, message: 'There is nothing at this address.' },
  unknown_webhook: { status: 404, message: 'No webhook has this id, or it is switched off.' },
  unknown_bot: { status: 404, message: 'No bot that receives updates has this id.' },
  unknown_postback: { status: 404, message: 'No postback has this id.' },
  unknown_campaign: { status: 404, message: 'No campaign has this link.' },
  guard_failed: { status: 409, message: 'The dialog is not at the step or status that the call demands.' },
  loop_stopped: {
    status: 409,
    message: 'Send webhook and updateDialog have answered each other in a circle; the dialog was stopped.',
  },
  changed_meanwhile: {
    status: 409,
    message: 'Somebody else has changed this since you loaded it; each change is named. Nothing was saved.',
  },
  dialogs_on_removed_steps: {
    status: 409,
    message: 'Dialogs stand on steps that would be removed; say where they shall go.',
  },
  token_in_use: { status: 409, message: 'This Telegram bot is connected to another bot here already.' },
  other_webhook: {
    status: 409,
    message:
      'Another service receives the updates of this Telegram bot; say takeOver to take its webhook away.',
  },
  bot_not_connected: { status: 409, message: 'The bot has no token that can be read; connect it with one.' },
  request_running: { status: 409, message: 'A call with this requestId is still being worked on.' },
  dialog_stopped: {
    status: 409,
    message: 'Nothing may be sent to this lead: the dialog is blocked or stopped.',
  },
  gone: { status: 410, message: 'This link has been used or has expired.' },
  too_large: { status: 413, message: 'The request is larger than allowed.' },
  unsupported_media_type: { status: 415, message: 'This content type is not understood here.' },
  too_many_requests: { status: 429, message: 'Too many requests; wait as Retry-After says.' },
  ai_budget_used: {
    status: 429,
    message: "The day's AI tokens of this bot are used up; its days are those of its time zone.",
  },
  internal: {
    status: 500,
    message: 'Something of ours broke; the log has the details under this request id.',
  },
  telegram_unreachable: { status: 502, message: 'Telegram could not be asked; try again.' },
  ai_unavailable: { status: 502, message: 'The AI endpoint of this bot gave no usable answer.' },
  bot_not_ready: {
    status: 503,
    message:
      "Telegram has not told the bot's name yet, so nobody can be sent to it; try again as Retry-After says.",
  },
  unavailable: { status: 503, message: 'It could not be stored; try again as Retry-After says.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type RefusalCode = keyof typeof refusals;

/** `code` is a finding's (docs/guide/en/lint.md); line and column count from 1. */
export type ParameterError = {
  name: string;
  reason: string;
  line?: number;
  column?: number;
  code?: string;
};

/** What a caller is told instead of a result; `retryAfterSeconds` becomes the Retry-After header. */
export type Refusal = {
  code: RefusalCode;
  message: string;
  parameters?: ParameterError[];
  retryAfterSeconds?: number;
};

export function refuse(code: RefusalCode, details: Partial<Omit<Refusal, 'code'>> = {}): Refusal {
  return { code, message: refusals[code].message, ...details };
}

/** Carries a refusal through code that throws; `http.ts` turns it into the answer. */
export class RefusalError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
    this.name = 'RefusalError';
    this.refusal = refusal;
  }
}
