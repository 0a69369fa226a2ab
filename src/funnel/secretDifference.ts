/** Which secrets have to be sealed anew, and which are not wanted any more. */
import {
  type ConfigurationChange,
  type SecretRow,
  secretContext,
  secretPlaceholder,
} from '../store/store.ts';
import type { Change } from './change.ts';
import { type Finding, finding } from './finding.ts';
import { type Environment, referenceName, resolveSecret } from './secretReference.ts';
import type { SpaceIndex } from './spaceIndex.ts';
import type { Target, TargetSecret } from './target.ts';

/** Seals and opens; see `createSealer`. */
export type FunnelSealer = {
  seal(text: string, context: string): string;
  open(sealed: string, context: string): string;
};

export type SecretDifference = {
  changes: Change[];
  save: ConfigurationChange['save']['secrets'];
  remove: ConfigurationChange['remove']['secrets'];
  errors: Finding[];
  warnings: Finding[];
};

/**
 * A Telegram bot whose file names no token keeps the one that it was connected with. A reference that the environment does not have is an error, unless the secret that is stored came
 * by that very reference (or is what an export writes for it): then it stays, with a warning.
 */
export function secretDifference(
  target: Target,
  space: SpaceIndex,
  env: Environment,
  sealer: FunnelSealer,
  keeps: KeepsSecret = keepsNone,
): SecretDifference {
  const difference: SecretDifference = { changes: [], save: [], remove: [], errors: [], warnings: [] };
  const stored = new Map<string, SecretRow>();
  for (const bot of space.bots.values()) {
    for (const row of space.secretsOf(bot.id)) stored.set(placeOf(row), row);
  }
  for (const wanted of target.secrets) {
    const before = stored.get(placeOf(wanted));
    if (!keeps(wanted, before)) compareSecret(wanted, before, env, sealer, difference);
  }
  const wanted = new Set(target.secrets.map(placeOf));
  const keepsToken = new Set(
    target.bots.filter(({ document }) => document.channel === 'telegram').map(({ id }) => id),
  );
  for (const key of target.wholeBots) {
    const bot = space.bots.get(key);
    for (const row of bot ? space.secretsOf(bot.id) : []) {
      if (wanted.has(placeOf(row)) || (row.place === 'token' && keepsToken.has(row.botId))) continue;
      difference.remove.push({ botId: row.botId, place: row.place });
      difference.changes.push({ action: 'delete', object: 'secret', key: nameOf(row, key, space) });
    }
  }
  return difference;
}

/** Whether a stored secret stays, whatever the environment says by now. */
export type KeepsSecret = (wanted: TargetSecret, stored: SecretRow | undefined) => boolean;

const keepsNone: KeepsSecret = () => false;

/** A form shows the reference in a secret's place: sent back, it means that nobody has touched it. */
export const keepsShown: KeepsSecret = ({ names, text }, stored) =>
  stored !== undefined && text === (stored.reference ?? secretPlaceholder(...names));

const placeOf = ({ botId, place }: { botId: string; place: string }): string => `${botId}/${place}`;

function compareSecret(
  wanted: TargetSecret,
  stored: SecretRow | undefined,
  env: Environment,
  sealer: FunnelSealer,
  difference: SecretDifference,
): void {
  const { botId, place, names, path, text } = wanted;
  const written = referenceName(text) === null ? null : text;
  const before = stored && (stored.reference ?? secretPlaceholder(...names));
  const value = resolveSecret(text, env);
  if (!value.ok) {
    if (before === text)
      difference.warnings.push(finding('secretKept', path, `${value.reason}: the stored secret stays`));
    else difference.errors.push(finding('missingSecret', path, value.reason));
    return;
  }
  const sameReference = written === null || written === before;
  if (stored && sameReference && openedSecret(stored, sealer) === value.value) return;
  // Another value than the one behind the old name has no name.
  difference.save.push({ botId, place, reference: written, value: value.value });
  difference.changes.push({ action: stored ? 'update' : 'create', object: 'secret', key: names.join('/') });
}

/** Null for one sealed under a key that is lost: it is replaced. */
export function openedSecret(row: SecretRow, sealer: FunnelSealer): string | null {
  try {
    return sealer.open(row.sealed, secretContext(row.botId, row.place));
  } catch {
    return null;
  }
}

function nameOf(row: SecretRow, botKey: string, space: SpaceIndex): string {
  if (!row.place.startsWith('step:')) return `${botKey}/${row.place}`;
  for (const flow of space.flowsOf(row.botId)) {
    const step = space.stepsOf(flow.id).find(({ id }) => row.place === `step:${id}`);
    if (step) return `${botKey}/${flow.key}/${step.key}/secret`;
  }
  return `${botKey}/${row.place}`;
}
