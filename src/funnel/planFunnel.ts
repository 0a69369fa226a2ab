/** Planning and applying a funnel file. */
import { RefusalError } from '../base/refusal.ts';
import type { Connection, Database } from '../store/store.ts';
import {
  type Configuration,
  type ConfigurationChange,
  changeConfiguration,
  loadConfiguration,
  lockSpace,
} from '../store/store.ts';
import { differenceOf } from './difference.ts';
import type { Finding } from './finding.ts';
import { answerOf, type FunnelAnswer, type FunnelPlan } from './funnelAnswer.ts';
import { inspectFunnel } from './lintFunnel.ts';
import { readFunnel, refuseFunnel, tellFinding } from './readFunnel.ts';
import { type FunnelSealer, secretDifference } from './secretDifference.ts';
import type { Environment } from './secretReference.ts';
import { indexSpace } from './spaceIndex.ts';
import { type Target, targetOf } from './target.ts';

export type FunnelContext = {
  spaceId: string;
  /** How the outside reaches us, without a slash at its end. */
  publicUrl: string;
  /** What `${FUNNEL_...}` stands for. */
  env: Environment;
  sealer: FunnelSealer;
  newId: () => string;
};

const maximumWarnings = 200;

/** What applying a file (YAML or JSON text, or an object) would change; throws `invalid_funnel`. */
export async function planFunnel(
  connection: Connection,
  context: FunnelContext,
  source: unknown,
): Promise<FunnelPlan> {
  const configuration = await loadConfiguration(connection, context.spaceId);
  return prepare(configuration, context, source).plan;
}

/** Makes all the changes of a file or none; throws `invalid_funnel`. Two at once come one after the other. */
export async function applyFunnel(
  database: Pick<Database, 'transaction'>,
  context: FunnelContext,
  source: unknown,
): Promise<FunnelAnswer> {
  return database.transaction(async (connection) => {
    await lockSpace(connection, context.spaceId);
    const configuration = await loadConfiguration(connection, context.spaceId);
    const { plan, target, change } = prepare(configuration, context, source);
    if (plan.changes.length > 0) await changeConfiguration(connection, change, context.sealer);
    return answerOf(plan, target, context.publicUrl);
  });
}

type Prepared = { plan: FunnelPlan; target: Target; change: ConfigurationChange };

function prepare(configuration: Configuration, context: FunnelContext, source: unknown): Prepared {
  const read = readFunnel(source);
  if (!read.ok) throw new RefusalError(read.reason);
  const { funnel } = read.value;
  const tell = (findings: readonly Finding[]) => findings.map((finding) => tellFinding(finding, read.value));
  const space = indexSpace(configuration);
  const { findings, links } = inspectFunnel(funnel, space, 'server');
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new RefusalError(refuseFunnel(tell(errors)));
  const { spaceId, newId } = context;
  const target = targetOf({ spaceId, newId, funnel, space, links });
  const secrets = secretDifference(target, space, context.env, context.sealer);
  if (secrets.errors.length > 0) throw new RefusalError(refuseFunnel(tell(secrets.errors)));
  const { changes, change } = differenceOf(target, space, secrets);
  const doubts = findings.filter(({ severity }) => severity === 'warning');
  const warnings = tell([...secrets.warnings, ...doubts].slice(0, maximumWarnings));
  return { plan: { changes, warnings }, target, change };
}
