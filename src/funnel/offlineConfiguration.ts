/** A funnel file as the configuration of a server that has nothing else: for what runs without one. */
import type { ParameterError } from '../base/refusal.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { autoAction } from '../campaign/campaign.ts';
import type { Configuration } from '../store/store.ts';
import { createContext } from './checkContext.ts';
import { checkFunnel } from './checkFunnel.ts';
import { readFunnel, refuseFunnel } from './readFunnel.ts';
import { indexSpace } from './spaceIndex.ts';
import { targetOf } from './target.ts';

const spaceId = offlineId(1);
const companyId = offlineId(2);

/** A space without anything in it. */
export const emptySpace: Configuration = {
  version: 0,
  companies: [{ id: companyId, name: 'Offline', currency: 'USD' }],
  spaces: [{ id: spaceId, companyId, key: 'default', name: 'Default' }],
  ...{ bots: [], fields: [], flows: [], steps: [], webhooks: [], campaigns: [], postbacks: [], secrets: [] },
};

/** Ids that are the same for the same file, in the form of a UUID. */
function offlineId(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Reads and checks a file (YAML or JSON text) on an empty space. References to secrets stay as they are. */
export function offlineConfiguration(text: string): Result<Configuration, ParameterError[]> {
  const read = readFunnel(text);
  if (!read.ok) return fail(read.reason.parameters ?? []);
  const { funnel, about } = read.value;
  const space = indexSpace(emptySpace);
  const context = createContext(funnel, space);
  const links = checkFunnel(context, 'commandLine');
  const errors = context.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const told = errors.map(({ path, reason, at }) => about(path, reason, at));
    return fail(refuseFunnel(told).parameters ?? []);
  }
  let ids = 2;
  const newId = (): string => {
    ids += 1;
    return offlineId(ids);
  };
  const target = targetOf({ spaceId, newId, funnel, space, links });
  return ok({
    ...emptySpace,
    ...target,
    bots: target.bots.map((bot) => ({
      ...bot,
      organicActions: autoAction.array().parse(bot.document.organicActions ?? []),
      clockOffsetMs: 0,
      createdAt: 0,
    })),
    webhooks: target.webhooks.map((row) => ({ ...row, previousId: null, previousUntil: null })),
    secrets: [],
  });
}
