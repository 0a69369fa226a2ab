/** Every call that reached the fake, in order, with what it was answered. */
import { appendFileSync } from 'node:fs';
import type { ApiResponse } from '@grammyjs/types';

export type Call = {
  n: number;
  /** The bot's id by its token, null when there is no such bot. */
  bot: number | null;
  method: string;
  payload: Record<string, unknown>;
  /** By the name of the form's part. */
  files: Record<string, { name: string; mime: string; size: number; sha256: string }>;
  /** When it came, real ms. */
  at: number;
  answeredAt: number | null;
  /** What was decided, even when the answer never left. */
  answer: ApiResponse<unknown> | null;
  /** `dropped`: done, but the connection was cut; `reset`: cut before it was done; `hung`: never answered. */
  wire: 'underWay' | 'answered' | 'dropped' | 'reset' | 'hung';
};

export type CallFilter = { bot?: number; method?: string; chat?: number; ok?: boolean };

export class Ledger {
  readonly calls: Call[] = [];
  readonly file: string | null;

  constructor(file: string | null) {
    this.file = file;
  }

  open(call: Omit<Call, 'n' | 'answeredAt' | 'answer' | 'wire'>): Call {
    const opened: Call = {
      n: this.calls.length,
      ...call,
      answeredAt: null,
      answer: null,
      wire: 'underWay',
    };
    this.calls.push(opened);
    this.write({ event: 'call', ...opened });
    return opened;
  }

  close(call: Call, wire: Call['wire'], answer: ApiResponse<unknown> | null): void {
    call.wire = wire;
    call.answer = answer;
    call.answeredAt = Date.now();
    const { n, answeredAt } = call;
    this.write({ event: 'answer', n, answeredAt, wire, answer });
  }

  /** `method` is compared without regard to case, `chat` with the call's chat_id. */
  find(filter: CallFilter = {}): Call[] {
    return this.calls.filter((call) => fitsFilter(call, filter));
  }

  private write(line: object): void {
    if (this.file !== null) appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

export function fitsFilter(
  call: Pick<Call, 'bot' | 'method' | 'payload' | 'answer'>,
  filter: CallFilter,
): boolean {
  const { bot, method, chat, ok } = filter;
  return (
    (bot === undefined || call.bot === bot) &&
    (method === undefined || call.method.toLowerCase() === method.toLowerCase()) &&
    (chat === undefined || String(call.payload.chat_id) === String(chat)) &&
    (ok === undefined || call.answer?.ok === ok)
  );
}
