/** A played story as text: the lead at the left, the bot at the right, causes small between them. */
import type { Line } from './playing.ts';
import type { PlayedStory } from './playStory.ts';

export type Paint = { dim(text: string): string; bad(text: string): string; good(text: string): string };

const same = (text: string): string => text;
const plain: Paint = { dim: same, bad: same, good: same };

/** Lines to print; `paint` adds colour where it is wanted. */
export function transcriptOf(played: PlayedStory, paint: Paint = plain): string[] {
  let shownAt: string | null = null;
  const lines = played.lines.map((line) => {
    const after = `+${spell(line.at - played.begins)}`;
    const time = after === shownAt ? '' : after;
    shownAt = after;
    return `${paint.dim(time.padStart(9))}  ${body(line, paint)}`
      .split('\n')
      .map((text) => text.trimEnd())
      .join('\n');
  });
  const verdict = played.passed ? paint.good('passed') : paint.bad('failed');
  return [`${played.story}: ${verdict}`, ...lines];
}

function body(line: Line, paint: Paint): string {
  const text = line.text
    .replace(/[^\P{Cc}\n]/gu, '\ufffd')
    .replaceAll('\n', `\n${' '.repeat(11 + indentOf[line.kind])}`);
  const indent = ' '.repeat(indentOf[line.kind]);
  switch (line.kind) {
    case 'lead':
    case 'bot':
    case 'operator':
      return `${indent}${line.who}: ${text}`;
    case 'act':
      return `${indent}${text}`;
    case 'cause':
      return paint.dim(`${indent}. ${text}`);
    case 'failure':
      return paint.bad(`${indent}! ${text}`);
  }
}

const indentOf: Record<Line['kind'], number> = {
  lead: 0,
  act: 0,
  cause: 4,
  failure: 0,
  bot: 16,
  operator: 16,
};

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** `1d2h`, `0s`: as durations are written in a story. */
export function spell(milliseconds: number): string {
  let rest = Math.max(0, milliseconds);
  let text = '';
  for (const [unit, length] of units) {
    const amount = Math.floor(rest / length);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * length;
  }
  return text || '0s';
}
