/** Parts of a space's configuration that are edited one by one, each as a piece of a funnel file. */

import { exportedBot } from './exportFunnel.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/** `settings`: a bot without its flows. */
export type Part =
  | { of: 'settings'; bot: string }
  | { of: 'flow'; bot: string; flow: string }
  | { of: 'campaign'; key: string }
  | { of: 'postback'; key: string };

/** `flow leo/Welcome` */
export const partName = (part: Part): string => `${part.of} ${partKey(part)}`;

/** `leo/Welcome` */
export function partKey(part: Part): string {
  if (part.of === 'settings') return part.bot;
  return part.of === 'flow' ? `${part.bot}/${part.flow}` : part.key;
}

/** The part as the funnel file writes it, secrets as references; null when it is not there. */
export function readPart(space: SpaceIndex, part: Part): object | null {
  switch (part.of) {
    case 'campaign':
      return space.campaigns.get(part.key)?.document ?? null;
    case 'postback':
      return space.postbacks.get(part.key)?.document ?? null;
    default: {
      const bot = wholeBot(space, part.bot);
      if (!bot) return null;
      const { flows = [], ...settings } = bot;
      return part.of === 'settings' ? settings : (flows.find(({ key }) => key === part.flow) ?? null);
    }
  }
}

export function wholeBot(space: SpaceIndex, key: string): FunnelBot | null {
  const bot = space.bots.get(key);
  return bot ? exportedBot(bot, space) : null;
}

export type PartFile = {
  file: { version: 1; bots?: unknown[]; campaigns?: unknown[]; postbacks?: unknown[] };
  /** Where the part stands in it. */
  prefix: Path;
};

/** The funnel file that makes the part be `value` and leaves everything else as it is; a flow may be null. */
export function fileWith(space: SpaceIndex, part: Part, value: unknown): PartFile {
  if (part.of === 'campaign') return { file: { version: 1, campaigns: [value] }, prefix: ['campaigns', 0] };
  if (part.of === 'postback') return { file: { version: 1, postbacks: [value] }, prefix: ['postbacks', 0] };
  const bot = wholeBot(space, part.bot);
  const flows: unknown[] = bot?.flows ?? [];
  if (part.of === 'settings') {
    // A bot without flows is written without the word, as an export writes it.
    const settings = typeof value === 'object' ? value : {};
    return {
      file: { version: 1, bots: [{ ...settings, ...(flows.length > 0 ? { flows } : {}) }] },
      prefix: ['bots', 0],
    };
  }
  const found = bot?.flows?.findIndex(({ key }) => key === part.flow) ?? -1;
  const place = found < 0 ? flows.length : found;
  const changed = value === null ? flows.toSpliced(place, 1) : flows.toSpliced(place, 1, value);
  return { file: { version: 1, bots: [{ ...bot, flows: changed }] }, prefix: ['bots', 0, 'flows', place] };
}

/** What the file's own key says, for the check that an edit does not rename its part. */
export const keyOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'key' in value ? value.key : undefined;

export const keyInPath = (part: Part): string => {
  if (part.of === 'settings') return part.bot;
  return part.of === 'flow' ? part.flow : part.key;
};
