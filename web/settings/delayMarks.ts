/** When things happen after a lead has written, in milliseconds from their message. */
import { milliseconds } from '../../src/flow/flow.ts';

export type Delays = { response: string; message: string; aiAnswer: string; typingSpeed: number | '' };

/** Quiet until `decides`, then waiting, `typesFrom` typing, `sent`. */
export type DelayMarks = { decides: number; typesFrom: number; sent: number };

/** A text is not typed longer than this (`longestTypingMs` of the engine). */
const longestTyping = 20_000;

/** For a message of the flow and for an answer of the AI, of `length` signs; a wrong duration counts as none. */
export function delayMarks(delays: Delays, length: number): { flow: DelayMarks; ai: DelayMarks } {
  const decides = milliseconds(delays.response);
  const speed = delays.typingSpeed === '' ? 0 : delays.typingSpeed;
  const typing = speed > 0 ? Math.min(longestTyping, Math.ceil((length * 1000) / speed)) : 0;
  const message = milliseconds(delays.message);
  const flow = Math.max(decides + typing, message);
  // While it thinks the AI is seen typing: its text is typed from the lead's message on.
  const ai = Math.max(decides, milliseconds(delays.aiAnswer || delays.message), typing);
  return {
    flow: { decides, typesFrom: flow - typing, sent: flow },
    ai: { decides, typesFrom: Math.max(decides, ai - typing), sent: ai },
  };
}
