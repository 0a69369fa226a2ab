/** When an automatic message is due. */
import type { Instant } from '../base/instant.ts';
import type { Saying, Walk } from './walk.ts';

/** Behind what was handed over before, its own pause and the bot's delay; it is typed first. */
export function dueAt(walk: Walk, pauseMs: number, typingMs: number, isAi: boolean): Instant {
  const { lastSendAt, lastInboundAt } = walk.dialog.state;
  const { now } = walk.facts;
  const delayMs = isAi ? walk.script.aiMs : walk.script.messageMs;
  const due = Math.max(now, lastSendAt, (lastInboundAt ?? 0) + delayMs) + pauseMs;
  if (typingMs === 0) return due;
  // While it was thinking the AI was seen typing.
  const typedFrom = isAi ? Math.max(lastInboundAt ?? 0, lastSendAt) : Math.max(now, lastSendAt);
  return Math.max(due, typedFrom + typingMs);
}

/** A long text is not typed to its end: nobody would wait so long. */
const longestTypingMs = 20_000;

/** How long the text is being typed; a medium is not. */
export function typingTime(walk: Walk, { text, media }: Saying): number {
  const { typingSpeed } = walk.script;
  if (typingSpeed <= 0 || media) return 0;
  return Math.min(longestTypingMs, Math.ceil((text.length * 1000) / typingSpeed));
}
