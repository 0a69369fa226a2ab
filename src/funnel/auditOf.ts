/** What a funnel file has changed, part by part, for the audit log. */
import type { AuditChange } from '../store/store.ts';
import { wholeBot } from './part.ts';
import { revisionOf } from './partRevision.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/** Parts by `object key`, as the funnel file writes them: secrets are references there. */
function partsOf(space: SpaceIndex): Map<string, { object: string; key: string; value: object }> {
  const parts = new Map<string, { object: string; key: string; value: object }>();
  const add = (object: string, key: string, value: object): void => {
    parts.set(`${object} ${key}`, { object, key, value });
  };
  for (const key of space.bots.keys()) {
    const { flows = [], ...settings } = wholeBot(space, key) ?? { key };
    add('settings', key, settings);
    for (const flow of flows) add('flow', `${key}/${flow.key}`, flow);
  }
  for (const [key, { document }] of space.campaigns) add('campaign', key, document);
  for (const [key, { document }] of space.postbacks) add('postback', key, document);
  return parts;
}

/** Each bot without its flows, each flow, campaign and postback that is another one afterwards. */
export function auditOf(before: SpaceIndex, after: SpaceIndex): AuditChange[] {
  const had = partsOf(before);
  const has = partsOf(after);
  const names = [...new Set([...had.keys(), ...has.keys()])];
  return names.flatMap((name): AuditChange[] => {
    const old = had.get(name);
    const now = has.get(name);
    const part = now ?? old;
    if (!part || revisionOf(old?.value) === revisionOf(now?.value)) return [];
    const action = !old ? 'create' : now ? 'update' : 'delete';
    const { object, key } = part;
    return [{ action, object, key, before: old?.value ?? null, after: now?.value ?? null }];
  });
}
