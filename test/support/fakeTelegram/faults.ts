/** What goes wrong on purpose, and who does not wait as told. */
import type { ResponseParameters } from '@grammyjs/types';
import { type Call, fitsFilter } from './ledger.ts';
import { Refused, refusal } from './refusals.ts';

export type FaultAnswer =
  | { code: number; description?: string; parameters?: ResponseParameters }
  /** Done, but the connection breaks before the answer. */
  | 'drop answer'
  /** The connection breaks before anything is done. */
  | 'reset before'
  /** Nothing is done and nothing answered until the caller leaves. */
  | 'hang'
  /** Done after this long, then answered. */
  | { delayMs: number };

export type Fault = {
  /** The bot's id. */
  bot?: number;
  method?: string;
  chat?: number;
  /** How often it strikes; for ever by default. */
  times?: number;
  /** In which share of the calls that fit, 0-1; drawn by a generator of its own, the same each time. */
  share?: number;
  answer: FaultAnswer;
};

/** A call that came before its bot's `retry_after` was over. */
export type Violation = {
  bot: number;
  method: string;
  /** The call's number in the ledger. */
  n: number;
  /** How long before the end of the waiting it came; ms. */
  earlyMs: number;
  /** How long after the answer that told to wait; ms. */
  afterMs: number;
};

/** Answered while the limit holds: they send nothing. */
const unlimited = new Set(['getupdates', 'getwebhookinfo']);

/** Clocks of two processes and a timer's granularity: that much too early is not early. */
const toleranceMs = 50;

type Active = { fault: Fault; left: number; draw: () => number };
type Limit = { answeredAt: number; until: number };

export class Faults {
  readonly violations: Violation[] = [];
  /** How long after a 429 a call may have been on its way already; it is refused, but is no violation. */
  readonly graceMs: number;
  private active: Active[] = [];
  private readonly limits = new Map<number, Limit>();

  constructor(graceMs: number) {
    this.graceMs = graceMs;
  }

  /** Answers what takes it away. */
  add(fault: Fault): () => void {
    const active = {
      fault,
      left: fault.times ?? Number.POSITIVE_INFINITY,
      draw: draws(this.active.length + 1),
    };
    this.active.push(active);
    return () => {
      this.active = this.active.filter((one) => one !== active);
    };
  }

  clear(): void {
    this.active = [];
  }

  /** What is to happen to this call instead of what it asks for; null for nothing. */
  strike(call: Call): FaultAnswer | null {
    const limited = this.checkLimit(call);
    if (limited) return limited;
    for (const one of this.active) {
      const { fault } = one;
      if (one.left <= 0 || !fitsFilter(call, filterOf(fault))) continue;
      if (one.draw() >= (fault.share ?? 1)) continue;
      one.left -= 1;
      return fault.answer;
    }
    return null;
  }

  /** To be called when a 429 has been answered: from now on the bot has to wait. */
  limited(call: Call, seconds: number, now: number): void {
    if (call.bot === null) return;
    const until = Math.max(now + seconds * 1000, this.limits.get(call.bot)?.until ?? 0);
    this.limits.set(call.bot, { answeredAt: now, until });
  }

  /** Who does not wait is refused again, for the time that is left. */
  private checkLimit(call: Call): FaultAnswer | null {
    const limit = call.bot === null ? undefined : this.limits.get(call.bot);
    if (!limit || call.bot === null || unlimited.has(call.method.toLowerCase())) return null;
    const earlyMs = limit.until - call.at;
    if (earlyMs <= toleranceMs) return null;
    const afterMs = call.at - limit.answeredAt;
    if (afterMs >= this.graceMs) {
      this.violations.push({ bot: call.bot, method: call.method, n: call.n, earlyMs, afterMs });
    }
    return { code: 429, parameters: { retry_after: Math.ceil(earlyMs) / 1000 } };
  }
}

function filterOf({ bot, method, chat }: Fault): { bot?: number; method?: string; chat?: number } {
  return {
    ...(bot === undefined ? {} : { bot }),
    ...(method === undefined ? {} : { method }),
    ...(chat === undefined ? {} : { chat }),
  };
}

/** The same numbers between 0 and 1 each time (mulberry32). */
function draws(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const prefixes: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

/** The error that a scripted answer means; without a description of its own it gets Telegram's first words. */
export function scripted(answer: {
  code: number;
  description?: string;
  parameters?: ResponseParameters;
}): Refused {
  const { code, description, parameters } = answer;
  const seconds = parameters?.retry_after;
  if (code === 429 && seconds !== undefined && description === undefined) {
    return refusal('tooManyRequests', { seconds }, { retry_after: seconds });
  }
  return new Refused(code, description ?? prefixes[code] ?? 'Error', parameters);
}
